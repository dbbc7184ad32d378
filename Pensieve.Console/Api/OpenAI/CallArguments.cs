using System.Text.Json;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Arguments of a call that a client sends back: JSON as text.</summary>
internal static class CallArguments
{
    /// <summary>The object that the text holds; null = a fault, recorded under <paramref name="path"/>.</summary>
    public static JsonElement? Read(string? json, string path, FieldReader fields)
    {
        if (json is null)
        {
            fields.Fail(path, "is required and must be a string that holds a JSON object.");
            return null;
        }

        // Some clients replay a call without arguments as it came from servers that write nothing.
        if (string.IsNullOrWhiteSpace(json)) return JsonElement.Parse("{}"u8);
        try
        {
            var arguments = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = RequestBody.MaxDepth });
            if (arguments.ValueKind == JsonValueKind.Object) return arguments;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // Said below: it is no JSON object, whatever else it is.
        }

        fields.Fail(path, "must be a string that holds a JSON object.");
        return null;
    }
}
