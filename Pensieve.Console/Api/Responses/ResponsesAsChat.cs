using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Responses;

/// <summary>
/// What a body says beside its input, as the chat route would say it: tools, their choice, formats and sampling are read
/// in one place for both. Faults get the names of this route back.
/// </summary>
internal static class ResponsesAsChat
{
    // What the chat reader insists on; the input is read apart.
    private static readonly ChatMessageParam[] s_anyMessage = [new() { Role = "user", Content = new TextOrList<ContentPart?>("", null) }];

    private static readonly string[] s_schemaNames = ["name", "description", "schema", "strict"];

    private static readonly FrozenDictionary<string, string> s_names = new Dictionary<string, string>
    {
        ["tool_choice.function.name"] = "tool_choice.name",
        ["tool_choice.allowed_tools."] = "tool_choice.",
        ["response_format.json_schema"] = "text.format",
        ["response_format"] = "text.format",
        ["reasoning_effort"] = "reasoning.effort",
        ["max_completion_tokens"] = "max_output_tokens",
        [".function."] = ".",
    }.ToFrozenDictionary();

    /// <summary>The body as a chat body with an empty message.</summary>
    public static ChatRequest Convert(ResponsesRequest request, FieldReader fields) => new()
    {
        Model = request.Model,
        Messages = s_anyMessage,
        Temperature = request.Temperature,
        TopP = request.TopP,
        TopK = request.TopK,
        MinP = request.MinP,
        RepeatPenalty = request.RepeatPenalty,
        FrequencyPenalty = request.FrequencyPenalty,
        PresencePenalty = request.PresencePenalty,
        Seed = request.Seed,
        IgnoreEos = request.IgnoreEos,
        CachePrompt = request.CachePrompt,
        Stream = request.Stream,
        Stop = request.Stop,
        LogitBias = request.LogitBias,
        Grammar = request.Grammar,
        JsonSchema = request.JsonSchema,
        ReasoningEffort = request.Reasoning.TypeName("effort"),
        ParallelToolCalls = request.ParallelToolCalls,
        Tools = request.Tools is { } tools ? Array.ConvertAll(tools, Convert) : null,
        ToolChoice = ConvertChoice(request.ToolChoice, fields),
        ResponseFormat = request.Text.ValueKind == JsonValueKind.Object && request.Text.TryGetProperty("format", out var format) ? ConvertFormat(format) : default,
    };

    /// <summary>Passes on what the chat reader found, under this route's names.</summary>
    public static void Report(ApiError? error, FieldReader fields)
    {
        if (error is not null) fields.Fail(Rename(error));
    }

    /// <summary>A fault under this route's names.</summary>
    public static ApiError Rename(ApiError error) => error.Field is { } path && Rename(path) is var renamed
        ? error with { Field = renamed, Message = error.Message.Replace(path, renamed, StringComparison.Ordinal) }
        : error;

    private static string Rename(string path)
    {
        foreach (var (chat, own) in s_names)
            if (path.Contains(chat, StringComparison.Ordinal)) return path.Replace(chat, own, StringComparison.Ordinal);
        return path;
    }

    private static ChatToolParam? Convert(ResponseToolParam? tool) => tool is null ? null : new ChatToolParam
    {
        Type = tool.Type,
        Function = new FunctionParam { Name = tool.Name, Description = tool.Description, Parameters = tool.Parameters, Strict = tool.Strict },
    };

    private static JsonElement ConvertChoice(JsonElement choice, FieldReader fields)
    {
        if (choice.ValueKind != JsonValueKind.Object) return choice;
        switch (choice.TypeName())
        {
            case "function": return Build(json => WriteFunction(json, choice));
            case "allowed_tools": return Build(json => WriteAllowed(json, choice));
            case { } type when type is not ("none" or "auto" or "required"):
                fields.Unsupported("tool_choice.type", $"a tool of type \"{type}\" is", "Offer a tool of type \"function\".");
                return default;
            default: return choice;
        }
    }

    private static void WriteFunction(Utf8JsonWriter json, JsonElement named)
    {
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        Copy(json, named, "name");
        json.WriteEndObject();
    }

    private static void WriteAllowed(Utf8JsonWriter json, JsonElement choice)
    {
        json.WriteString("type"u8, "allowed_tools"u8);
        json.WriteStartObject("allowed_tools"u8);
        Copy(json, choice, "mode");
        if (choice.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray("tools"u8);
            foreach (var tool in tools.EnumerateArray())
            {
                json.WriteStartObject();
                if (tool.ValueKind == JsonValueKind.Object) WriteFunction(json, tool);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static JsonElement ConvertFormat(JsonElement format) => format.ValueKind != JsonValueKind.Object || format.TypeName() != "json_schema"
        ? format
        : Build(json =>
        {
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteStartObject("json_schema"u8);
            foreach (var name in s_schemaNames) Copy(json, format, name);
            json.WriteEndObject();
        });

    private static void Copy(Utf8JsonWriter json, JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out var value)) return;
        json.WritePropertyName(name);
        value.WriteTo(json);
    }

    private static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonFormat.Writer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
