using System.Buffers;
using System.Text.Json;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Chat chunks: the role once, before any text; calls of tools under an index of their own.</summary>
internal sealed class ChatFrames : OpenAIFrames, IStreamFrames, IOutputSink
{
    private readonly ArrayBufferWriter<byte> _delta = new(256);
    private readonly OutputReader? _reader;
    private IBufferWriter<byte> _output = null!;
    private int _calls;
    private bool _isWritten;

    public ChatFrames(ChatShape shape, int choice) : base(shape, choice) => _reader = shape.Parsing?.CreateReader(this);

    /// <inheritdoc/>
    public bool IsDone => _reader?.IsDone == true;

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
    public override bool WriteChunk(IBufferWriter<byte> output, in GenerationChunk chunk)
    {
        if (_reader is null) return base.WriteChunk(output, chunk);
        _output = output;
        // Text and calls are divided differently from tokens: log-probabilities go ahead of what they belong to.
        _isWritten = WriteLogProbsFrame(output, chunk);
        _reader.Append(chunk.Utf8.Span);
        return _isWritten;
    }

    /// <inheritdoc/>
    public override void WriteEnd(IBufferWriter<byte> output, GenerationResult result)
    {
        _output = output;
        var ended = _reader?.Complete(result) ?? result;
        WriteEnd(output, ended, _reader?.EndsWithCalls == true);
    }

    /// <inheritdoc/>
    protected override void WriteLogProbs(Utf8JsonWriter json, IReadOnlyList<TokenLogProbs> logProbs) => LogProbsJson.WriteChat(json, logProbs);

    void IOutputSink.Thinking(ReadOnlySpan<byte> utf8)
    {
        _delta.ResetWrittenCount();
        _delta.Write("\"delta\":{\"reasoning_content\":\""u8);
        JsonText.Write(_delta, utf8);
        _delta.Write("\"}"u8);
        WriteFrame(_output, _delta.WrittenSpan);
        _isWritten = true;
    }

    void IToolCallSink.Text(ReadOnlySpan<byte> utf8)
    {
        WriteTextFrame(_output, utf8);
        _isWritten = true;
    }

    void IToolCallSink.CallStart(string name) => WriteCall(json =>
    {
        ChatShape.WriteToolHead(json);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, name);
        json.WriteString("arguments"u8, ""u8);
        json.WriteEndObject();
    });

    void IToolCallSink.Arguments(ReadOnlySpan<byte> utf8)
    {
        var fragment = utf8.ToArray();
        WriteCall(json =>
        {
            json.WriteStartObject("function"u8);
            json.WriteText("arguments"u8, fragment);
            json.WriteEndObject();
        });
    }

    // Arguments that broke off stay as they are: a client must not take them for whole.
    void IToolCallSink.CallEnd(ReadOnlySpan<byte> missing) => _calls++;

    private void WriteCall(Action<Utf8JsonWriter> write)
    {
        _delta.ResetWrittenCount();
        _delta.Write("\"delta\":"u8);
        SseJson.Document(_delta, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("tool_calls"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, _calls);
            write(json);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
        WriteFrame(_output, _delta.WrittenSpan);
        _isWritten = true;
    }
}
