using System.Text.Json;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Reads response_format, and llama-server's fields grammar and json_schema. At most one of them may be sent.</summary>
internal static class AnswerForms
{
    /// <summary>The form asked for; null = text.</summary>
    public static AnswerForm? Read(OpenAIRequest request, JsonElement responseFormat, FieldReader fields)
    {
        var form = ReadResponseFormat(responseFormat, fields);
        if (!request.JsonSchema.IsAbsent()) form = Only(form, AnswerForm.OfSchema(request.JsonSchema, "json_schema", fields), fields);
        return string.IsNullOrEmpty(request.Grammar) ? form : Only(form, new AnswerForm("grammar") { Gbnf = request.Grammar }, fields);
    }

    private static AnswerForm? Only(AnswerForm? first, AnswerForm? second, FieldReader fields)
    {
        if (first is not null && second is not null) fields.Fail(second.Field, $"cannot be combined with {first.Field}. Send one of the two.");
        return second;
    }

    private static AnswerForm? ReadResponseFormat(JsonElement format, FieldReader fields)
    {
        const string Path = "response_format";
        if (format.IsAbsent()) return null;
        switch (format.ValueKind == JsonValueKind.Object ? format.TypeName() : null)
        {
            case "text": return null;
            // llama-server takes a schema here too.
            case "json_object" when format.TryGetProperty("schema", out var schema) && !schema.IsAbsent(): return AnswerForm.OfSchema(schema, Path + ".schema", fields);
            case "json_object": return new AnswerForm(Path) { IsAnyObject = true };
            case "json_schema" when format.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object:
                return AnswerForm.OfSchema(named.TryGetProperty("schema", out var inner) ? inner : default, Path + ".json_schema.schema", fields);
            case "json_schema": fields.Fail(Path + ".json_schema", "is required and must be an object with a schema."); break;
            default: fields.Fail(Path + ".type", "must be \"text\", \"json_object\" or \"json_schema\"."); break;
        }

        return null;
    }
}
