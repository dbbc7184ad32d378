using System.Buffers;
using System.Text.Json;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Legacy chunks: the echoed prompt first, if asked for.</summary>
internal sealed class CompletionFrames(CompletionShape shape, int choice, ReadOnlyMemory<byte> echo) : OpenAIFrames(shape, choice)
{
    private int _offset;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> BeforeText => "\"text\":\""u8;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> AfterText => "\""u8;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> EmptyContent => "\"text\":\"\""u8;

    /// <inheritdoc/>
    public override void WriteStart(IBufferWriter<byte> output, Generation generation)
    {
        if (!echo.IsEmpty) WriteTextFrame(output, echo.Span);
    }

    /// <inheritdoc/>
    protected override void WriteLogProbs(Utf8JsonWriter json, IReadOnlyList<TokenLogProbs> logProbs) =>
        _offset = LogProbsJson.WriteLegacy(json, logProbs, _offset);
}
