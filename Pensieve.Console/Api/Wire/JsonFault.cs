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
        var chain = Chain(fault).ToList();
        if (IsMalformed(chain[^1])) return Malformed(fault, chain[^1], field);
        return field.Length > 0
            ? ApiError.Invalid(field, $"{field}: must be {Expected(chain.OfType<JsonException>().Last())}.")
            : ApiError.Invalid(null, "The request body must be a JSON object.");
    }

    // The reader throws its own (internal) exception for bad syntax, and InvalidOperationException both for text that is
    // no UTF-8 or UTF-16 and for a token of another type; only the last is a matter of types.
    private static bool IsMalformed(Exception innermost) => innermost switch
    {
        WireTypeException or FormatException => false,
        InvalidOperationException => !innermost.Message.Contains("token type", StringComparison.Ordinal),
        _ => innermost.GetType() != typeof(JsonException),
    };

    private static ApiError Malformed(JsonException fault, Exception innermost, string field)
    {
        var at = field.Length > 0 ? $" in {field}" : "";
        var why = innermost.Message.Contains("depth", StringComparison.Ordinal)
            ? $"it is nested deeper than {RequestBody.MaxDepth} levels"
            : "it is malformed or its text is not valid Unicode";
        return ApiError.Invalid(field.Length > 0 ? field : null, string.Create(CultureInfo.InvariantCulture,
            $"The request body is not valid JSON{at} (line {(fault.LineNumber ?? 0) + 1}, byte {(fault.BytePositionInLine ?? 0) + 1}): {why}."));
    }

    private static IEnumerable<Exception> Chain(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException) yield return fault;
    }

    // Nested reads report a path relative to where they began: outer part first, then inner.
    private static string Path(JsonException fault)
    {
        var path = new StringBuilder();
        foreach (var level in Chain(fault).OfType<JsonException>())
            if (level.Path is { Length: > 1 } part) path.Append(part, 1, part.Length - 1);
        return Normalize(path.ToString());
    }

    // $.messages[0].content → messages.0.content, as both vendors spell it.
    private static string Normalize(string path) => path.Replace("[", ".", StringComparison.Ordinal)
        .Replace("]", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).TrimStart('.');

    private static string Expected(JsonException fault)
    {
        if (fault is WireTypeException wire) return wire.Expected;
        var message = fault.Message;
        if (message.Contains("System.String[]", StringComparison.Ordinal)) return "an array of strings";
        if (message.Contains("System.String.", StringComparison.Ordinal)) return "a string";
        if (message.Contains("System.Boolean", StringComparison.Ordinal)) return "true or false";
        if (message.Contains("System.Int64", StringComparison.Ordinal)) return "an integer";
        return message.Contains("[]", StringComparison.Ordinal) ? "an array" : "an object";
    }
}
