using System.Text.Json;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Tools;

/// <summary>The form that a request asks for. Exactly one of schema, any object and GBNF is set.</summary>
/// <param name="Field">Place in the request of what asks for it.</param>
internal sealed record AnswerForm(string Field)
{
    /// <summary>JSON schema.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Any JSON object.</summary>
    public bool IsAnyObject { get; init; }

    /// <summary>Grammar in the notation of llama.cpp.</summary>
    public string? Gbnf { get; init; }

    /// <summary>A schema, which must be an object or a boolean.</summary>
    public static AnswerForm? OfSchema(JsonElement schema, string path, FieldReader fields)
    {
        if (schema.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False) return new AnswerForm(path) { Schema = schema };
        fields.Fail(path, "is required and must be a JSON schema.");
        return null;
    }
}
