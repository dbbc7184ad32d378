using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pensieve.Harness.Mock;

/// <summary>One answer in the making. All its moments follow from the script and the request's arrival; nothing drifts.</summary>
internal sealed class MockStream
{
    private readonly MockConnection _connection;
    private readonly MockRequest _request;
    private readonly MockScript _script;
    private readonly MockFrames _frames;
    private readonly uint _key;
    private readonly int _promptTokens;
    private readonly int _tokens;
    private readonly int? _stop;
    private readonly bool _faulty;
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _pieces = new();
    private int _sent;
    private int _frame;
    private bool _ending;

    public MockStream(MockConnection connection, MockRequest request, MockScript script, int number)
    {
        _connection = connection;
        _request = request;
        _script = script;
        _frames = new MockFrames(request, script, number.ToString("x8", CultureInfo.InvariantCulture));
        _key = MockText.Key(request.Prompt);
        _promptTokens = Math.Max(1, MockText.Count(request.Prompt));
        _tokens = Math.Max(1, script.Tokens > 0 ? script.Tokens : request.MaxTokens);
        if (FindStop() is { } stop)
        {
            (_stop, _frames.Stopped) = (stop.At, true);
            _tokens = stop.Tokens;
        }

        _faulty = script.Fault != MockFault.None && (number * 2654435761u) % 10_000u < script.Rate * 10_000;
    }

    /// <summary>Completes when the answer is out: true = the connection may serve another one.</summary>
    public Task<bool> Done => _done.Task;

    /// <summary>Writes what comes at once and returns the tick of the next moment.</summary>
    public long Begin(long now)
    {
        if (_request.Stream)
        {
            _connection.Write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-store\r\ntransfer-encoding: chunked\r\n\r\n");
            if (_frames.Head(_promptTokens) is { Length: > 0 } head) _connection.WriteChunk(head);
            return now + Ticks(_script.Ttft);
        }

        return now + Ticks(_script.Ttft + ((_tokens - Math.Min(_tokens, _script.First)) * _script.Tpot) + _script.Tail);
    }

    /// <summary>Does what is due; returns the tick of what comes next, or null at the end.</summary>
    public long? Act(long due)
    {
        if (_connection.IsBroken) return End(reuse: false);
        if (_pieces.TryDequeue(out var piece))
        {
            _connection.WriteChunk(piece);
            if (_pieces.Count > 0) return due + Ticks(1);
            return _pieceReturn;
        }

        if (!_request.Stream)
        {
            var text = Text(_key, 0, _tokens);
            var body = Encoding.UTF8.GetBytes(_frames.Whole(text, _promptTokens, Usage()));
            _connection.WriteJson(200, body);
            return End(reuse: true);
        }

        if (_ending) return Finish();
        if (_faulty && _frame == _script.After && Break() is { } over) return over ? null : due + Ticks(50);
        var count = Math.Min(_tokens - _sent, _frame == 0 ? _script.First : _script.Bundle);
        var reasoning = _sent < _script.Reasoning;
        var key = _faulty && _script.Fault == MockFault.CrossTalk && _frame >= _script.After ? _key ^ 0x5bd1e995 : _key;
        var frame = _frames.Payload(Text(key, _sent, count), reasoning);
        var loses = _faulty && _script.Fault == MockFault.Lose && _frame == _script.After;
        if (_faulty && _script.Fault == MockFault.Duplicate && _frame == _script.After) frame += frame;
        _sent += count;
        _frame++;
        var next = _sent < _tokens ? due + Ticks(Math.Min(_tokens - _sent, _script.Bundle) * _script.Tpot) : due + Ticks(_script.Tail);
        _ending = _sent >= _tokens;
        if (loses) return next;
        if (_script.Pieces > 1) return Split(frame, due, next);
        _connection.WriteChunk(frame);
        return _ending && _script.Tail <= 0 ? Finish() : next;
    }

    // The first place of a stop string, and how many tokens it took to complete it.
    private (int At, int Tokens)? FindStop()
    {
        if (_request.Stops.Count == 0) return null;
        var text = MockText.Tokens(_key, 0, _tokens);
        var found = _request.Stops.Select(s => (At: text.IndexOf(s, StringComparison.Ordinal), s.Length)).Where(f => f.At >= 0).Order().ToArray();
        if (found.Length == 0) return null;
        var tokens = 1;
        while (MockText.Tokens(_key, 0, tokens).Length < found[0].At + found[0].Length) tokens++;
        return (found[0].At, tokens);
    }

    // What a stop string ends is left out, itself included.
    private string Text(uint key, int from, int count)
    {
        var text = MockText.Tokens(key, from, count);
        if (_stop is not { } stop) return text;
        var begin = from == 0 ? 0 : MockText.Tokens(key, 0, from).Length;
        return begin >= stop ? "" : text[..Math.Min(text.Length, stop - begin)];
    }

    private long? _pieceReturn;

    private long Split(string frame, long due, long next)
    {
        var size = Math.Max(1, frame.Length / _script.Pieces);
        for (var at = 0; at < frame.Length; at += size) _pieces.Enqueue(frame.Substring(at, Math.Min(size, frame.Length - at)));
        _connection.WriteChunk(_pieces.Dequeue());
        _pieceReturn = next;
        return _pieces.Count > 0 ? due + Ticks(1) : next;
    }

    private int Usage() => _faulty && _script.Fault == MockFault.Miscount ? _tokens / 2 : _tokens;

    private long? Finish()
    {
        var tail = _frames.Tail(Text(_key, 0, _tokens), _promptTokens, Usage());
        if (_faulty && _script.Fault == MockFault.AfterEnd) tail += _frames.Payload("late", reasoning: false);
        _connection.WriteChunk(tail, last: true);
        return End(reuse: true);
    }

    // True = the stream is over, false = it stays as it is until the client goes, null = it goes on.
    private bool? Break()
    {
        switch (_script.Fault)
        {
            case MockFault.Truncate:
                _connection.WriteChunk("", last: true);
                return Over(reuse: true);
            case MockFault.Reset:
                _connection.Reset();
                return Over(reuse: false);
            case MockFault.StreamError:
                _connection.WriteChunk(_frames.Error(), last: true);
                return Over(reuse: true);
            case MockFault.Garbage:
                _connection.WriteChunk("data: {\"choices\":[{\"delta\":{\"content\":\"x\n\n");
                return null;
            case MockFault.Hang:
                return _connection.IsClosed ? Over(reuse: false) : false;
            default:
                return null;
        }
    }

    private bool Over(bool reuse)
    {
        End(reuse);
        return true;
    }

    private long? End(bool reuse)
    {
        _done.TrySetResult(reuse && !_connection.IsBroken);
        return null;
    }

    private long Ticks(double ms) => (long)(ms * _script.Delay * Stopwatch.Frequency / 1e3);
}
