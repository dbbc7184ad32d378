using System.Buffers;
using System.Text.Json;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Answers of POST /v1/chat/completions.</summary>
internal sealed class ChatShape(OpenAIAnswer answer, OutputParsing? parsing = null) : OpenAIShape(answer)
{
    /// <inheritdoc/>
    public override OutputParsing? Parsing => parsing;

    /// <inheritdoc/>
    protected override string DocumentObject => "chat.completion";

    /// <inheritdoc/>
    protected override string ChunkObject => "chat.completion.chunk";

    /// <inheritdoc/>
    public override IStreamFrames CreateFrames(int choice) => new ChatFrames(this, choice);

    /// <inheritdoc/>
    protected override void WriteChoice(Utf8JsonWriter json, int index, ChoiceOutput choice)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (choice.Tools is { } tools) WriteParts(json, tools);
        else json.WriteText("content"u8, choice.Text.Span);
        json.WriteNull("refusal"u8);
        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WritePropertyName("logprobs"u8);
        if (Answer.LogProbs) LogProbsJson.WriteChat(json, choice.LogProbs);
        else json.WriteNullValue();
    }

    /// <summary>What a call's first delta and its entry in a document share.</summary>
    internal static void WriteToolHead(Utf8JsonWriter json)
    {
        json.WriteString("id"u8, ToolIds.Create("call_"));
        json.WriteString("type"u8, "function"u8);
    }

    private static void WriteParts(Utf8JsonWriter json, ToolOutput tools)
    {
        var text = new ArrayBufferWriter<byte>(256);
        var thinking = new ArrayBufferWriter<byte>(256);
        foreach (var part in tools.Parts.Where(p => p.Tool is null)) (part.IsThinking ? thinking : text).Write(part.Utf8.WrittenSpan);
        var calls = tools.Parts.Where(p => p.Tool is not null).ToList();
        if (text.WrittenCount == 0 && calls.Count > 0) json.WriteNull("content"u8);
        else json.WriteText("content"u8, text.WrittenSpan);
        if (thinking.WrittenCount > 0) json.WriteText("reasoning_content"u8, thinking.WrittenSpan);
        if (calls.Count == 0) return;
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            WriteToolHead(json);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Tool);
            json.WriteText("arguments"u8, call.Utf8.WrittenSpan);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
