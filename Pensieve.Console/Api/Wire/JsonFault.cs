using System.Globalization;
using System.Text;
using System.Text.Json;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Api.Wire;

/// <summary>Turns the parser's exception into a sentence that names the field and says what belongs there.</summary>
internal static class JsonFault
{
    /// <summary>A 400 that names the field of a wrong type, or the place of malformed JSON.</summary>
    public static ApiError Describe(JsonException fault)
    {
        var field = Path(fault);
        var innermost = Innermost(fault);
        // Anything but a type mismatch is the reader saying that the text itself is not JSON.
        if (innermost is not (WireTypeException or FormatException) && innermost.GetType() != typeof(JsonException))
        {
            var where = string.Create(CultureInfo.InvariantCulture,
                $"line {(fault.LineNumber ?? 0) + 1}, byte {(fault.BytePositionInLine ?? 0) + 1}");
            var reason = IsTooDeep(innermost) ? $"it is nested deeper than {RequestBody.MaxDepth} levels" : "it is malformed or is not UTF-8";
            var at = field.Length > 0 ? $" in {field}" : "";
            return ApiError.Invalid(field.Length > 0 ? field : null, $"The request body is not valid JSON{at} ({where}): {reason}.");
        }

        return field.Length > 0
            ? ApiError.Invalid(field, $"{field}: must be {Expected(innermost)}.")
            : ApiError.Invalid(null, "The request body must be a JSON object.");
    }

    private static bool IsTooDeep(Exception fault) => fault.Message.Contains("depth", StringComparison.OrdinalIgnoreCase);

    private static Exception Innermost(Exception fault)
    {
        while (fault.InnerException is { } inner) fault = inner;
        return fault;
    }

    // Nested reads (WireConverters) report their own path relative to where they began: outer first, then inner.
    // Nested reads report a path relative to where they began: outer part first, then inner.
    private static string Path(JsonException fault)
    {
        var path = new StringBuilder();
        for (Exception? level = fault; level is not null; level = level.InnerException)
            if (level is JsonException { Path: { Length: > 1 } part }) path.Append(part, 1, part.Length - 1);
        return Normalize(path.ToString());
    }

    // $.messages[0].content → messages.0.content, as both vendors spell it.
    private static string Normalize(string path) => path.Replace("[", ".", StringComparison.Ordinal)
        .Replace("]", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).TrimStart('.');

    private static string Expected(Exception fault)
    {
        if (fault is WireTypeException wire) return wire.Expected;
        var message = fault.Message;
        if (message.Contains("System.String[]", StringComparison.Ordinal)) return "an array of strings";
        if (message.Contains("System.String.", StringComparison.Ordinal)) return "a string";
        if (message.Contains("System.Boolean", StringComparison.Ordinal)) return "true or false";
        return message.Contains("[]", StringComparison.Ordinal) ? "an array" : "an object";
    }
}
