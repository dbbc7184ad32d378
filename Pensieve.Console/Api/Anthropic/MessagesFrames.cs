using System.Buffers;
using Pensieve.Console.Api.Generations;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>
/// Frames of a message stream: message_start, one text block that opens with the first text and closes before
/// message_delta. A message without text has no block, streamed or not.
/// </summary>
internal sealed class MessagesFrames(MessagesShape shape) : IStreamFrames
{
    private bool _isBlockOpen;

    private static ReadOnlySpan<byte> BlockStart =>
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\",\"citations\":null}}\n\n"u8;

    private static ReadOnlySpan<byte> DeltaHead =>
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""u8;

    private static ReadOnlySpan<byte> DeltaTail => "\"}}\n\n"u8;

    private static ReadOnlySpan<byte> BlockStop =>
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"u8;

    /// <inheritdoc/>
    public void WriteStart(IBufferWriter<byte> output, Generation generation) => SseJson.Event(output, "message_start"u8, json =>
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "message_start"u8);
        json.WritePropertyName("message"u8);
        shape.WriteMessage(json, new TokenUsage(generation.PromptTokens, generation.CachedTokens, 0), null, null);
        json.WriteEndObject();
    });

    /// <inheritdoc/>
    public bool WriteChunk(IBufferWriter<byte> output, in GenerationChunk chunk)
    {
        if (chunk.Utf8.IsEmpty) return false;
        if (!_isBlockOpen) output.Write(BlockStart);
        _isBlockOpen = true;
        output.Write(DeltaHead);
        JsonText.Write(output, chunk.Utf8.Span);
        output.Write(DeltaTail);
        return true;
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output, GenerationResult result)
    {
        if (_isBlockOpen) output.Write(BlockStop);
        SseJson.Event(output, "message_delta"u8, json =>
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "message_delta"u8);
            json.WriteStartObject("delta"u8);
            MessagesShape.WriteStop(json, result);
            json.WriteEndObject();
            MessagesShape.WriteUsage(json, result.Usage);
            json.WriteEndObject();
        });
    }
}
