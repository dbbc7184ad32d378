using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Pensieve.Console.Api.Reasoning;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Tools;

/// <summary>What a request's conversation is rendered from.</summary>
/// <param name="Messages">In order.</param>
/// <param name="Offer">Tools that the model may call; null = none.</param>
internal sealed record ChatInput(ImmutableArray<ChatMessage> Messages, ToolOffer? Offer)
{
    /// <summary>What is asked about thinking.</summary>
    public ThinkingRequest Thinking { get; init; } = ThinkingRequest.ModelsOwn;

    /// <summary>Further variables for the template.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;
}

/// <summary>Tools that a request offers, whatever its dialect.</summary>
/// <param name="Tools">OpenAI's {"type":"function","function":{…}} objects: what templates are written for.</param>
/// <param name="IsSingle">The answer ends with its first call.</param>
internal sealed record ToolOffer(ImmutableArray<JsonElement> Tools, bool IsSingle)
{
    private const int MaxNameLength = 128;

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");

    /// <summary>Checks a tool's name, which must be new; faults are recorded under <paramref name="path"/>.</summary>
    public static bool CheckName(string? name, string path, HashSet<string> seen, FieldReader fields)
    {
        if (name is null) fields.Fail(path, "is required and must be a string.");
        else if (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(s_nameCharacters))
            fields.Fail(path, "must have 1 to 128 letters, digits or any of \"_-.:\".");
        else if (!seen.Add(name)) fields.Fail(path, $"\"{name}\" is the name of another tool too; names must differ.");
        else return true;
        return false;
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
}
