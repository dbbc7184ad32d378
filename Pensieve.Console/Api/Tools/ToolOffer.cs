using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Pensieve.Console.Api.Reasoning;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Console.Api.Tools;

/// <summary>What a request's conversation is rendered from.</summary>
/// <param name="Messages">In order.</param>
/// <param name="Offer">Tools that the model may call; null = none.</param>
internal sealed record ChatInput(ImmutableArray<ChatMessage> Messages, ToolOffer? Offer)
{
    /// <summary>What is asked about thinking.</summary>
    public ThinkingRequest Thinking { get; init; } = ThinkingRequest.ModelsOwn;

    /// <summary>The form that the answer must have; null = any.</summary>
    public AnswerForm? Form { get; init; }

    /// <summary>Further variables for the template.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;
}

/// <summary>Tools that a request offers, whatever its dialect.</summary>
/// <param name="Tools">OpenAI's {"type":"function","function":{…}} objects: what templates are written for.</param>
/// <param name="IsSingle">The answer ends with its first call.</param>
internal sealed record ToolOffer(ImmutableArray<JsonElement> Tools, bool IsSingle)
{
    /// <summary>The tools that may be called, all those offered where the choice is the model's.</summary>
    public ImmutableArray<CallableTool> Callable { get; init; } = [];

    /// <summary>The answer must be a call.</summary>
    public bool IsForced { get; init; }

    /// <summary>Puts an offer together.</summary>
    /// <param name="tools">Tools as templates want them; empty = there is no offer.</param>
    /// <param name="isSingle">The answer ends with its first call.</param>
    /// <param name="choice">What the request says of calls.</param>
    /// <param name="pathOf">Place of a tool's schema in the request.</param>
    /// <param name="fields">Takes the fault.</param>
    public static ToolOffer? Create(ImmutableArray<JsonElement> tools, bool isSingle, ToolChoice choice, Func<string, string> pathOf, FieldReader fields)
    {
        var offered = tools.RemoveAll(tool => !choice.Offers(NameOf(tool)));
        if (offered.Length == 0)
        {
            if (choice.Forces is not null) fields.Fail(choice.Field, "forces a call, but no tool is offered.");
            return null;
        }

        var isForced = choice.Forces is not null;
        return new ToolOffer(offered, isSingle)
        {
            IsForced = isForced,
            Callable = [.. offered.Where(tool => choice.Forces?.Invoke(NameOf(tool)) != false).Select(tool => Describe(tool, isForced, pathOf))],
        };
    }

    /// <summary>A tool as templates want it.</summary>
    public static JsonElement Function(string name, string? description, JsonElement parameters, bool? strict = null)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, JsonFormat.Writer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, name);
            if (description is not null) json.WriteString("description"u8, description);
            json.WritePropertyName("parameters"u8);
            if (parameters.ValueKind == JsonValueKind.Object) parameters.WriteTo(json);
            else json.WriteRawValue("""{"type":"object","properties":{}}"""u8);
            if (strict is { } flag) json.WriteBoolean("strict"u8, flag);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static string NameOf(JsonElement tool) => tool.GetProperty("function").GetProperty("name").GetString()!;

    private static CallableTool Describe(JsonElement tool, bool isForced, Func<string, string> pathOf)
    {
        var isStrict = tool.GetProperty("function").TryGetProperty("strict", out var strict) && strict.ValueKind == JsonValueKind.True;
        return new CallableTool(NameOf(tool), tool.GetProperty("function").GetProperty("parameters"), pathOf(NameOf(tool)), isForced || isStrict);
    }
}
