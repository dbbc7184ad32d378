using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Pensieve.Console.Api.Generations;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>
/// Frames of one choice. A chunk is the constant head, the index, the text between the dialect's own brackets, and a
/// constant tail: nothing is allocated for it.
/// </summary>
internal abstract class OpenAIFrames : IStreamFrames
{
    private readonly OpenAIShape _shape;
    private readonly byte[] _head;

    protected OpenAIFrames(OpenAIShape shape, int choice)
    {
        _shape = shape;
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(choice, digits, out var length);
        _head = [.. shape.ChunkHead, .. digits[..length], (byte)','];
    }

    private static ReadOnlySpan<byte> NoLogProbs => ",\"logprobs\":null,\"finish_reason\":null}]}\n\n"u8;

    /// <summary>What stands before a chunk's text: up to and including its opening quote.</summary>
    protected abstract ReadOnlySpan<byte> BeforeText { get; }

    /// <summary>What stands after it, from its closing quote.</summary>
    protected abstract ReadOnlySpan<byte> AfterText { get; }

    /// <summary>The choice's content in its last chunk.</summary>
    protected abstract ReadOnlySpan<byte> EmptyContent { get; }

    /// <inheritdoc/>
    public abstract void WriteStart(IBufferWriter<byte> output, Generation generation);

    /// <summary>Log-probabilities in the route's shape.</summary>
    protected abstract void WriteLogProbs(Utf8JsonWriter json, IReadOnlyList<TokenLogProbs> logProbs);

    /// <inheritdoc/>
    public virtual bool WriteChunk(IBufferWriter<byte> output, in GenerationChunk chunk)
    {
        if (chunk.LogProbs is { Count: > 0 } logProbs && _shape.Answer.LogProbs)
        {
            WriteText(output, chunk.Utf8.Span);
            WriteLogProbsEnd(output, logProbs);
            return true;
        }

        if (chunk.Utf8.IsEmpty) return false;
        WriteTextFrame(output, chunk.Utf8.Span);
        return true;
    }

    /// <inheritdoc/>
    public virtual void WriteEnd(IBufferWriter<byte> output, GenerationResult result) => WriteEnd(output, result, endsWithCalls: false);

    /// <summary>The choice's last chunk.</summary>
    protected void WriteEnd(IBufferWriter<byte> output, GenerationResult result, bool endsWithCalls)
    {
        output.Write(_head);
        output.Write(EmptyContent);
        output.Write(",\"logprobs\":null,\"finish_reason\":\""u8);
        output.Write(OpenAIShape.FinishReasonOf(result, endsWithCalls));
        output.Write("\"}]}\n\n"u8);
    }

    /// <summary>A chunk of log-probabilities alone.</summary>
    /// <returns>True if there were any.</returns>
    protected bool WriteLogProbsFrame(IBufferWriter<byte> output, in GenerationChunk chunk)
    {
        if (chunk.LogProbs is not { Count: > 0 } logProbs || !_shape.Answer.LogProbs) return false;
        output.Write(_head);
        output.Write(EmptyContent);
        WriteLogProbsEnd(output, logProbs);
        return true;
    }

    /// <summary>A chunk of text without log-probabilities.</summary>
    protected void WriteTextFrame(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        WriteText(output, utf8);
        output.Write(NoLogProbs);
    }

    /// <summary>A chunk of other content without log-probabilities.</summary>
    protected void WriteFrame(IBufferWriter<byte> output, ReadOnlySpan<byte> content)
    {
        output.Write(_head);
        output.Write(content);
        output.Write(NoLogProbs);
    }

    private void WriteLogProbsEnd(IBufferWriter<byte> output, IReadOnlyList<TokenLogProbs> logProbs)
    {
        output.Write(",\"logprobs\":"u8);
        using (var json = new Utf8JsonWriter(output, Wire.JsonFormat.Writer)) WriteLogProbs(json, logProbs);
        output.Write(",\"finish_reason\":null}]}\n\n"u8);
    }

    private void WriteText(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        output.Write(_head);
        output.Write(BeforeText);
        JsonText.Write(output, utf8);
        output.Write(AfterText);
    }
}
