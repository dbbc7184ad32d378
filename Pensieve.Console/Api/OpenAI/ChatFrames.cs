using System.Buffers;
using System.Text.Json;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Chat chunks: the role once, before any text.</summary>
internal sealed class ChatFrames(ChatShape shape, int choice) : OpenAIFrames(shape, choice)
{
    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> BeforeText => "\"delta\":{\"content\":\""u8;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> AfterText => "\"}"u8;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> EmptyContent => "\"delta\":{}"u8;

    /// <inheritdoc/>
    public override void WriteStart(IBufferWriter<byte> output, Generation generation) =>
        WriteFrame(output, "\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"u8);

    /// <inheritdoc/>
    protected override void WriteLogProbs(Utf8JsonWriter json, IReadOnlyList<TokenLogProbs> logProbs) => LogProbsJson.WriteChat(json, logProbs);
}
