using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Responses;

/// <summary>
/// Events of a response stream, numbered without gaps: response.created and in_progress, then items one after the other,
/// each with its parts and deltas, then response.completed, incomplete or failed. Whatever an event ends, it repeats whole.
/// </summary>
internal sealed class ResponsesFrames : IStreamFrames, IOutputSink
{
    private readonly ResponsesAnswer _answer;
    private readonly Action<ResponsesState> _onEnd;
    private readonly OutputReader? _reader;
    private readonly List<OutputItem> _items = [];
    private readonly List<TokenLogProbs> _pendingLogProbs = [];
    private IBufferWriter<byte> _output = null!;
    private OutputItem? _open;
    private byte[] _deltaHead = [];
    private int _sequence;
    private bool _isWritten;

    public ResponsesFrames(ResponsesAnswer answer, Action<ResponsesState> onEnd)
    {
        (_answer, _onEnd) = (answer, onEnd);
        _reader = answer.Parsing?.CreateReader(this);
    }

    /// <inheritdoc/>
    public bool IsDone => _reader?.IsDone == true;

    /// <inheritdoc/>
    public void WriteStart(IBufferWriter<byte> output, Generation generation) => Start(output);

    /// <inheritdoc/>
    public bool WriteChunk(IBufferWriter<byte> output, in GenerationChunk chunk)
    {
        _output = output;
        _isWritten = false;
        if (_answer.LogProbs && chunk.LogProbs is { } logProbs) _pendingLogProbs.AddRange(logProbs);
        if (chunk.Utf8.IsEmpty) return false;
        if (_reader is null) Text(chunk.Utf8.Span);
        else _reader.Append(chunk.Utf8.Span);
        return _isWritten;
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output, GenerationResult result)
    {
        _output = output;
        var ended = _reader?.Complete(result) ?? result;
        var state = ResponsesState.Of(ended, _items, _answer.Time);
        Close();
        _onEnd(state);
        WriteResponse(state.Status == "incomplete" ? "response.incomplete" : "response.completed", state);
    }

    /// <summary>An error after the headers: said twice, for clients that watch for either event.</summary>
    public void WriteFailure(IBufferWriter<byte> output, ApiError error)
    {
        _output = output;
        if (_sequence == 0) Start(output);
        Write("error", json =>
        {
            json.WriteString("code"u8, error.Code);
            json.WriteString("message"u8, error.Message);
            json.WriteString("param"u8, error.Field);
        });
        if (_open is not null) _open.IsIncomplete = true;
        WriteResponse("response.failed", new ResponsesState("failed", _items, Failure: error));
    }

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        if (_open is not { Tool: null, IsThinking: false }) OpenMessage();
        _open!.Utf8.Write(utf8);
        WriteDelta(utf8, "\",\"logprobs\":"u8);
    }

    void IOutputSink.Thinking(ReadOnlySpan<byte> utf8)
    {
        if (_open is not { IsThinking: true })
        {
            Open(new OutputItem(Tool: null, IsThinking: true));
            WritePartEvent("response.content_part.added", isInProgress: true);
            _deltaHead = DeltaHead("response.reasoning_text.delta", "\"content_index\":0,");
        }

        _open!.Utf8.Write(utf8);
        WriteDelta(utf8, default);
    }

    void IToolCallSink.CallStart(string name)
    {
        Open(new OutputItem(name));
        _deltaHead = DeltaHead("response.function_call_arguments.delta", "");
    }

    void IToolCallSink.Arguments(ReadOnlySpan<byte> utf8)
    {
        _open!.Utf8.Write(utf8);
        WriteDelta(utf8, default);
    }

    // Arguments that broke off stay as they are: a client must not take them for whole.
    void IToolCallSink.CallEnd(ReadOnlySpan<byte> missing)
    {
        _open!.Missing = missing.ToArray();
        _open.IsIncomplete = !missing.IsEmpty;
        Close();
    }

    private void Start(IBufferWriter<byte> output)
    {
        _output = output;
        WriteResponse("response.created", ResponsesState.InProgress);
        WriteResponse("response.in_progress", ResponsesState.InProgress);
    }

    private void OpenMessage()
    {
        Open(new OutputItem(Tool: null));
        WritePartEvent("response.content_part.added", isInProgress: true);
        _deltaHead = DeltaHead("response.output_text.delta", "\"content_index\":0,");
    }

    private void Open(OutputItem item)
    {
        Close();
        _open = item;
        _items.Add(item);
        WriteItemEvent("response.output_item.added", isInProgress: true);
    }

    private void Close()
    {
        if (_open is null) return;
        if (_open.Tool is null) CloseMessage(_open);
        else
        {
            Write("response.function_call_arguments.done", json =>
            {
                WritePlace(json);
                json.WriteString("name"u8, _open.Tool);
                json.WriteText("arguments"u8, _open.Utf8.WrittenSpan);
            });
        }

        WriteItemEvent("response.output_item.done", isInProgress: false);
        _open = null;
    }

    private void CloseMessage(OutputItem message)
    {
        if (!message.IsThinking)
        {
            message.LogProbs.AddRange(_pendingLogProbs);
            _pendingLogProbs.Clear();
        }

        Write(message.IsThinking ? "response.reasoning_text.done" : "response.output_text.done", json =>
        {
            WritePlace(json);
            json.WriteNumber("content_index"u8, 0);
            json.WriteText("text"u8, message.Utf8.WrittenSpan);
            if (message.IsThinking) return;
            json.WritePropertyName("logprobs"u8);
            LogProbsJson.WriteTokens(json, message.LogProbs);
        });
        WritePartEvent("response.content_part.done", isInProgress: false);
    }

    private void WriteItemEvent(string type, bool isInProgress) => Write(type, json =>
    {
        json.WriteNumber("output_index"u8, _items.Count - 1);
        json.WritePropertyName("item"u8);
        ResponsesJson.WriteItem(json, _open!, isInProgress);
    });

    private void WritePartEvent(string type, bool isInProgress) => Write(type, json =>
    {
        WritePlace(json);
        json.WriteNumber("content_index"u8, 0);
        json.WritePropertyName("part"u8);
        ResponsesJson.WritePart(json, _open!, isInProgress);
    });

    private void WriteResponse(string type, ResponsesState state) => Write(type, json =>
    {
        json.WritePropertyName("response"u8);
        ResponsesJson.Write(json, _answer, state);
    });

    private void WritePlace(Utf8JsonWriter json)
    {
        json.WriteString("item_id"u8, _open!.Id);
        json.WriteNumber("output_index"u8, _items.Count - 1);
    }

    private void Write(string type, Action<Utf8JsonWriter> write)
    {
        _isWritten = true;
        SseJson.Event(_output, Encoding.UTF8.GetBytes(type), json =>
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteNumber("sequence_number"u8, _sequence++);
            write(json);
            json.WriteEndObject();
        });
    }

    private byte[] DeltaHead(string type, string extra) => Encoding.UTF8.GetBytes(
        $$"""event: {{type}}{{"\n"}}data: {"type":"{{type}}","item_id":"{{_open!.Id}}","output_index":{{_items.Count - 1}},{{extra}}"sequence_number":""");

    // Per token: no JSON writer unless there are log-probabilities, and nothing allocated beyond the growing text.
    private void WriteDelta(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> logProbsName)
    {
        _isWritten = true;
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(_sequence++, digits, out var length);
        _output.Write(_deltaHead);
        _output.Write(digits[..length]);
        _output.Write(",\"delta\":\""u8);
        JsonText.Write(_output, utf8);
        if (logProbsName.IsEmpty) _output.Write("\""u8);
        else WriteLogProbs(logProbsName);
        _output.Write("}\n\n"u8);
    }

    private void WriteLogProbs(ReadOnlySpan<byte> name)
    {
        _output.Write(name);
        if (_pendingLogProbs.Count == 0)
        {
            _output.Write("[]"u8);
            return;
        }

        SseJson.Document(_output, json => LogProbsJson.WriteTokens(json, _pendingLogProbs));
        _open!.LogProbs.AddRange(_pendingLogProbs);
        _pendingLogProbs.Clear();
    }
}
