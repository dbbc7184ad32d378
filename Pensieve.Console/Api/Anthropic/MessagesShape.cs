using System.Buffers;
using System.Text.Json;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>Answers of POST /v1/messages: always one choice.</summary>
internal sealed class MessagesShape(string id, string model, OutputParsing? parsing = null, bool showsThinking = true) : IResponseShape
{
    /// <summary>
    /// Clients send thinking back with its signature and drop blocks that have none. Nothing is verified: the thinking is
    /// the client's own text from then on, and never trusted as more.
    /// </summary>
    internal static ReadOnlySpan<byte> Signature => "bG9jYWw="u8;

    private static ReadOnlySpan<byte> Ping => "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8;

    /// <inheritdoc/>
    public Dialect Dialect => Dialect.Anthropic;

    /// <inheritdoc/>
    public OutputParsing? Parsing => parsing;

    /// <summary>The client wants to read the thinking; else its blocks are empty.</summary>
    public bool ShowsThinking => showsThinking;

    /// <inheritdoc/>
    public IStreamFrames CreateFrames(int choice) => new MessagesFrames(this);

    /// <inheritdoc/>
    public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(Ping);

    /// <inheritdoc/>
    public void WriteStreamError(IBufferWriter<byte> output, ApiError error, string requestId)
    {
        output.Write("event: error\ndata: "u8);
        ErrorEnvelope.WriteJson(output, error, Dialect.Anthropic, requestId);
        output.Write("\n\n"u8);
    }

    /// <inheritdoc/>
    public void WriteStreamEnd(IBufferWriter<byte> output, IReadOnlyList<Generation> generations) =>
        output.Write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);

    /// <inheritdoc/>
    public void WriteDocument(IBufferWriter<byte> output, IReadOnlyList<ChoiceOutput> choices) => SseJson.Document(output, json =>
    {
        var choice = choices[0];
        WriteMessage(json, choice.Result.Usage, choice.Result, choice.Tools?.EndsWithCalls == true, content =>
        {
            if (choice.Tools is { } tools)
            {
                foreach (var part in tools.Parts) WritePart(content, part);
            }
            else if (!choice.Text.IsEmpty)
            {
                WriteText(content, choice.Text.Span);
            }
        });
    });

    /// <summary>A message object; without a result it is the one that opens a stream.</summary>
    internal void WriteMessage(Utf8JsonWriter json, TokenUsage usage, GenerationResult? result, bool endsWithCalls, Action<Utf8JsonWriter>? content)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, model);
        json.WriteStartArray("content"u8);
        content?.Invoke(json);
        json.WriteEndArray();
        WriteStop(json, result, endsWithCalls);
        json.WriteNull("diagnostics"u8);
        WriteUsage(json, usage);
        json.WriteEndObject();
    }

    /// <summary>Fields that both a message and a message_delta's delta have.</summary>
    internal static void WriteStop(Utf8JsonWriter json, GenerationResult? result, bool endsWithCalls)
    {
        json.WriteString("stop_reason"u8, result is null ? null : StopReason(result.Reason, endsWithCalls));
        json.WriteString("stop_sequence"u8, result?.StopSequence);
        json.WriteNull("stop_details"u8);
        json.WriteNull("container"u8);
    }

    /// <summary>Prompt total = input + creation + read.</summary>
    internal static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.PromptTokens - usage.CachedTokens);
        json.WriteNumber("cache_creation_input_tokens"u8, 0);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CachedTokens);
        json.WriteNull("cache_creation"u8);
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("thinking_tokens"u8, usage.ReasoningTokens);
        json.WriteEndObject();
        json.WriteNull("server_tool_use"u8);
        json.WriteString("service_tier"u8, "standard"u8);
        json.WriteNull("inference_geo"u8);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> utf8)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteText("text"u8, utf8);
        json.WriteNull("citations"u8);
        json.WriteEndObject();
    }

    private void WritePart(Utf8JsonWriter json, OutputPart part)
    {
        if (part.IsThinking)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "thinking"u8);
            json.WriteText("thinking"u8, showsThinking ? part.Utf8.WrittenSpan : default);
            json.WriteString("signature"u8, Signature);
            json.WriteEndObject();
            return;
        }

        if (part.Tool is null)
        {
            WriteText(json, part.Utf8.WrittenSpan);
            return;
        }

        json.WriteStartObject();
        WriteToolHead(json, part.Tool);
        json.WritePropertyName("input"u8);
        json.WriteRawValue([.. part.Utf8.WrittenSpan, .. part.Missing], skipInputValidation: true);
        json.WriteEndObject();
    }

    /// <summary>What a tool_use block has beside its input, in a document as in a stream.</summary>
    internal static void WriteToolHead(Utf8JsonWriter json, string name)
    {
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, ToolIds.Create("toolu_"));
        json.WriteString("name"u8, name);
        json.WriteStartObject("caller"u8);
        json.WriteString("type"u8, "direct"u8);
        json.WriteEndObject();
    }

    // A limit or a stop string ends even an answer with calls in its own name.
    private static string StopReason(FinishReason reason, bool endsWithCalls) => reason switch
    {
        FinishReason.EndOfTurn when endsWithCalls => "tool_use",
        FinishReason.MaxTokens => "max_tokens",
        FinishReason.StopSequence => "stop_sequence",
        FinishReason.ContextFull => "model_context_window_exceeded",
        _ => "end_turn",
    };
}
