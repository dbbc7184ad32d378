using System.Buffers;
using System.Text.Json;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>What chat and legacy answers share: head, usage, errors, keep-alive, [DONE].</summary>
internal abstract class OpenAIShape(OpenAIAnswer answer) : IResponseShape
{
    private byte[]? _chunkHead;

    /// <inheritdoc/>
    public Dialect Dialect => Dialect.OpenAI;

    /// <inheritdoc/>
    public virtual string PromptField => "messages";

    /// <inheritdoc/>
    public virtual OutputParsing? Parsing => null;

    /// <summary>What the answer repeats.</summary>
    public OpenAIAnswer Answer => answer;

    /// <summary>object of a document.</summary>
    protected abstract string DocumentObject { get; }

    /// <summary>object of a chunk.</summary>
    protected abstract string ChunkObject { get; }

    /// <summary>data: {…,"choices":[{"index": — the constant head of every chunk with a choice.</summary>
    public ReadOnlySpan<byte> ChunkHead => _chunkHead ??= EncodeChunkHead();

    /// <inheritdoc/>
    public abstract IStreamFrames CreateFrames(int choice);

    /// <summary>Writes one choice of a document, its index and finish_reason apart.</summary>
    protected abstract void WriteChoice(Utf8JsonWriter json, int index, ChoiceOutput choice);

    /// <inheritdoc/>
    public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(": keep-alive\n\n"u8);

    /// <inheritdoc/>
    public void WriteStreamError(IBufferWriter<byte> output, ApiError error, string requestId)
    {
        output.Write("data: "u8);
        ErrorEnvelope.WriteJson(output, error, Dialect.OpenAI, requestId);
        output.Write("\n\n"u8);
    }

    /// <inheritdoc/>
    public void WriteStreamEnd(IBufferWriter<byte> output, IReadOnlyList<Generation> generations)
    {
        if (answer.IncludeUsage)
        {
            SseJson.Event(output, default, json =>
            {
                WriteHead(json, ChunkObject);
                json.WriteStartArray("choices"u8);
                json.WriteEndArray();
                WriteUsage(json, [.. generations.Select(g => g.Result)]);
                json.WriteEndObject();
            });
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    /// <inheritdoc/>
    public void WriteDocument(IBufferWriter<byte> output, IReadOnlyList<ChoiceOutput> choices) => SseJson.Document(output, json =>
    {
        WriteHead(json, DocumentObject);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < choices.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, i);
            WriteChoice(json, i, choices[i]);
            json.WriteString("finish_reason"u8, FinishReasonOf(choices[i].Result, choices[i].Tools?.EndsWithCalls == true));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteUsage(json, [.. choices.Select(c => c.Result)]);
        json.WriteEndObject();
    });

    /// <summary>stop, length, or tool_calls: a limit ends even an answer with calls as length.</summary>
    public static ReadOnlySpan<byte> FinishReasonOf(GenerationResult result, bool endsWithCalls) =>
        result.Reason is FinishReason.MaxTokens or FinishReason.ContextFull ? "length"u8 : endsWithCalls ? "tool_calls"u8 : "stop"u8;

    private void WriteHead(Utf8JsonWriter json, string objectName)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Id);
        json.WriteString("object"u8, objectName);
        json.WriteNumber("created"u8, answer.Created);
        json.WriteString("model"u8, answer.Model);
        json.WriteString("system_fingerprint"u8, answer.Fingerprint);
    }

    private byte[] EncodeChunkHead()
    {
        var head = new ArrayBufferWriter<byte>(256);
        head.Write("data: "u8);
        using (var json = new Utf8JsonWriter(head, JsonFormat.Writer))
        {
            WriteHead(json, ChunkObject);
            if (answer.IncludeUsage) json.WriteNull("usage"u8);
        }

        head.Write(",\"choices\":[{\"index\":"u8);
        return head.WrittenSpan.ToArray();
    }

    // Choices of one prompt share it: its tokens count once.
    private void WriteUsage(Utf8JsonWriter json, GenerationResult[] results)
    {
        int prompt = 0, cached = 0, output = 0, reasoning = 0;
        for (var i = 0; i < results.Length; i++)
        {
            output += results[i].Usage.OutputTokens;
            reasoning += results[i].Usage.ReasoningTokens;
            if (i % answer.N != 0) continue;
            prompt += results[i].Usage.PromptTokens;
            cached += results[i].Usage.CachedTokens;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, prompt);
        json.WriteNumber("completion_tokens"u8, output);
        json.WriteNumber("total_tokens"u8, prompt + output);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, cached);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, reasoning);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
