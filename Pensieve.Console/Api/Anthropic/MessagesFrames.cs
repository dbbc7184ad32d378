using System.Buffers;
using System.Buffers.Text;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>
/// Frames of a message stream: message_start, then blocks one after the other, each opened by its first text or by a call
/// and closed before the next, then message_delta. A message without text has no text block, streamed or not.
/// </summary>
internal sealed class MessagesFrames : IStreamFrames, IOutputSink
{
    private readonly MessagesShape _shape;
    private readonly OutputReader? _reader;
    private IBufferWriter<byte> _output = null!;
    private Block _open;
    private int _index;
    private bool _isWritten;

    public MessagesFrames(MessagesShape shape)
    {
        _shape = shape;
        _reader = shape.Parsing?.CreateReader(this);
    }

    private enum Block
    {
        None,
        Thinking,
        Text,
        Tool,
    }

    /// <inheritdoc/>
    public bool IsDone => _reader?.IsDone == true;

    /// <inheritdoc/>
    public void WriteStart(IBufferWriter<byte> output, Generation generation) => SseJson.Event(output, "message_start"u8, json =>
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "message_start"u8);
        json.WritePropertyName("message"u8);
        _shape.WriteMessage(json, new TokenUsage(generation.PromptTokens, generation.CachedTokens, 0), null, endsWithCalls: false, null);
        json.WriteEndObject();
    });

    /// <inheritdoc/>
    public bool WriteChunk(IBufferWriter<byte> output, in GenerationChunk chunk)
    {
        if (chunk.Utf8.IsEmpty) return false;
        _output = output;
        _isWritten = false;
        if (_reader is null) Text(chunk.Utf8.Span);
        else _reader.Append(chunk.Utf8.Span);
        return _isWritten;
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output, GenerationResult result)
    {
        _output = output;
        var ended = _reader?.Complete(result) ?? result;
        Close();
        SseJson.Event(output, "message_delta"u8, json =>
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "message_delta"u8);
            json.WriteStartObject("delta"u8);
            MessagesShape.WriteStop(json, ended, _reader?.EndsWithCalls == true);
            json.WriteEndObject();
            MessagesShape.WriteUsage(json, ended.Usage);
            json.WriteEndObject();
        });
    }

    void IOutputSink.Thinking(ReadOnlySpan<byte> utf8)
    {
        if (_open != Block.Thinking)
        {
            Close();
            _open = Block.Thinking;
            WriteWithIndex("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8,
                ",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"u8);
        }

        if (_shape.ShowsThinking) WriteDelta(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\""u8, utf8);
    }

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        if (_open != Block.Text)
        {
            Close();
            _open = Block.Text;
            WriteWithIndex("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8,
                ",\"content_block\":{\"type\":\"text\",\"text\":\"\",\"citations\":null}}\n\n"u8);
        }

        WriteDelta(",\"delta\":{\"type\":\"text_delta\",\"text\":\""u8, utf8);
    }

    void IToolCallSink.CallStart(string name)
    {
        Close();
        _open = Block.Tool;
        _isWritten = true;
        SseJson.Event(_output, "content_block_start"u8, json =>
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "content_block_start"u8);
            json.WriteNumber("index"u8, _index);
            json.WriteStartObject("content_block"u8);
            MessagesShape.WriteToolHead(json, name);
            json.WriteStartObject("input"u8);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    void IToolCallSink.Arguments(ReadOnlySpan<byte> utf8) => WriteDelta(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""u8, utf8);

    // A call that broke off is completed, as a whole message must have an object there; its stop reason tells.
    void IToolCallSink.CallEnd(ReadOnlySpan<byte> missing)
    {
        if (!missing.IsEmpty) ((IToolCallSink)this).Arguments(missing);
        Close();
    }

    private void Close()
    {
        if (_open == Block.None) return;
        if (_open == Block.Thinking) WriteDelta(",\"delta\":{\"type\":\"signature_delta\",\"signature\":\""u8, MessagesShape.Signature);
        WriteWithIndex("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8, "}\n\n"u8);
        _open = Block.None;
        _index++;
    }

    private void WriteDelta(ReadOnlySpan<byte> head, ReadOnlySpan<byte> utf8)
    {
        WriteWithIndex("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8, head);
        JsonText.Write(_output, utf8);
        _output.Write("\"}}\n\n"u8);
    }

    private void WriteWithIndex(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(_index, digits, out var length);
        _output.Write(before);
        _output.Write(digits[..length]);
        _output.Write(after);
        _isWritten = true;
    }
}
