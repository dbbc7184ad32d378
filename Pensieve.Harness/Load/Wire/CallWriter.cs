using System.Buffers;
using System.Text.Json;

namespace Pensieve.Harness.Load.Wire;

/// <summary>Writes the body of a call in each dialect: wire types of the harness's own, so that drift of a server's is found.</summary>
public static class CallWriter
{
    /// <summary>The route of a dialect, relative to the base address.</summary>
    public static string Route(Dialect dialect) => dialect switch
    {
        Dialect.OpenAIChat => "v1/chat/completions",
        Dialect.OpenAICompletions => "v1/completions",
        Dialect.AnthropicMessages => "v1/messages",
        _ => "v1/responses",
    };

    /// <summary>The body.</summary>
    /// <param name="call">The call.</param>
    /// <param name="dialect">Where it is sent.</param>
    /// <param name="model">Model, where the call names none.</param>
    public static ReadOnlyMemory<byte> Body(GenerationCall call, Dialect dialect, string model)
    {
        if (call.Body is { } given) return given;
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        using var extra = call.Extra is null ? null : JsonDocument.Parse(call.Extra);
        json.WriteStartObject();
        Write("model", () => json.WriteStringValue(call.Model ?? model));
        switch (dialect)
        {
            case Dialect.OpenAIChat:
                Write("messages", () => WriteTurns(json, call, system: true));
                Write("max_tokens", () => json.WriteNumberValue(call.MaxTokens));
                if (call.Stop.Count > 0) Write("stop", () => WriteList(json, call.Stop));
                break;
            case Dialect.OpenAICompletions:
                Write("prompt", () => json.WriteStringValue(string.Join('\n', call.Turns.Select(t => t.Text).Prepend(call.System).OfType<string>())));
                Write("max_tokens", () => json.WriteNumberValue(call.MaxTokens));
                if (call.Stop.Count > 0) Write("stop", () => WriteList(json, call.Stop));
                break;
            case Dialect.AnthropicMessages:
                if (call.System is { } system) Write("system", () => json.WriteStringValue(system));
                Write("messages", () => WriteTurns(json, call, system: false));
                Write("max_tokens", () => json.WriteNumberValue(call.MaxTokens));
                if (call.Stop.Count > 0) Write("stop_sequences", () => WriteList(json, call.Stop));
                break;
            default:
                if (call.System is { } instructions) Write("instructions", () => json.WriteStringValue(instructions));
                Write("input", () => WriteTurns(json, call, system: false));
                Write("max_output_tokens", () => json.WriteNumberValue(call.MaxTokens));
                break;
        }

        if (call.Temperature is { } temperature) Write("temperature", () => json.WriteNumberValue(temperature));
        if (call.Seed is { } seed && dialect is (Dialect.OpenAIChat or Dialect.OpenAICompletions)) Write("seed", () => json.WriteNumberValue(seed));
        Write("stream", () => json.WriteBooleanValue(call.Stream));
        if (call.Stream && call.Usage && dialect is (Dialect.OpenAIChat or Dialect.OpenAICompletions))
            Write("stream_options", () =>
            {
                json.WriteStartObject();
                json.WriteBoolean("include_usage"u8, true);
                json.WriteEndObject();
            });
        if (extra is not null)
            foreach (var member in extra.RootElement.EnumerateObject()) member.WriteTo(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;

        void Write(string name, Action value)
        {
            if (extra is not null && extra.RootElement.TryGetProperty(name, out _)) return;
            json.WritePropertyName(name);
            value();
        }
    }

    private static void WriteTurns(Utf8JsonWriter json, GenerationCall call, bool system)
    {
        json.WriteStartArray();
        if (system && call.System is { } text) WriteTurn("system", text);
        foreach (var turn in call.Turns) WriteTurn(turn.Role, turn.Text);
        json.WriteEndArray();

        void WriteTurn(string role, string content)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role);
            json.WriteString("content"u8, content);
            json.WriteEndObject();
        }
    }

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<string> values)
    {
        json.WriteStartArray();
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
