using System.Buffers;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Chat.Reasoning;

/// <summary>
/// Takes thinking and answer of an output apart while it streams. What is thinking depends on the whole text alone, never
/// on its chunks. An output that ends while it thinks is thinking to its end. One thread at a time.
/// </summary>
/// <param name="options">The marks, and whether the output begins inside.</param>
/// <param name="sink">Told what is found.</param>
public sealed class ReasoningSplitter(ReasoningOptions options, IReasoningSink sink)
{
    private static readonly SearchValues<byte> s_space = SearchValues.Create(" \t\r\n"u8);

    private readonly ReasoningScanner _scanner = new(options);
    private byte[] _held = new byte[256];
    private int _length;
    private bool _hasThought;
    private bool _isBlockBegun;

    /// <summary>Takes the next output: whole UTF-8 characters.</summary>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            var before = _scanner.State;
            var taken = _scanner.Feed(utf8);
            Hold(utf8[..taken]);
            utf8 = utf8[taken..];
            if (_scanner.State != before) Change(before);
        }

        Release(_length - _scanner.Pending);
    }

    /// <summary>The output is over: delivers what was held back.</summary>
    public void Complete()
    {
        if (_scanner.State == ReasoningState.Head && !_hasThought) sink.AnswerIfAny(_held.AsSpan(0, _length));
        else if (_scanner.State != ReasoningState.Head) Release(_length);
        _length = 0;
    }

    private void Change(ReasoningState before)
    {
        switch (before)
        {
            case ReasoningState.Thinking or ReasoningState.Answer:
                Release(_length - _scanner.ClosedBy, before);
                _isBlockBegun = false;
                _hasThought = true;
                _length = 0;
                break;
            default:
                var kept = _scanner.State == ReasoningState.Answer ? _scanner.Carried : 0;
                _held.AsSpan(_length - kept, kept).CopyTo(_held);
                _length = kept;
                break;
        }
    }

    private void Release(int ready) => Release(ready, _scanner.State);

    private void Release(int ready, ReasoningState state)
    {
        if (state == ReasoningState.Head) return;
        var text = _held.AsSpan(0, ready);
        if (state == ReasoningState.Answer)
        {
            sink.AnswerIfAny(text);
            Drop(ready);
            return;
        }

        // White space waits: the closing mark may follow it.
        var start = _isBlockBegun ? 0 : text.IndexOfAnyExcept(s_space);
        var end = text.LastIndexOfAnyExcept(s_space) + 1;
        if (start < 0 || end == 0) return;
        if (!_isBlockBegun && _hasThought) sink.Thinking("\n\n"u8);
        sink.Thinking(text[start..end]);
        _isBlockBegun = true;
        Drop(end);
    }

    private void Hold(ReadOnlySpan<byte> utf8)
    {
        if (_length + utf8.Length > _held.Length) Array.Resize(ref _held, Math.Max(_length + utf8.Length, 2 * _held.Length));
        utf8.CopyTo(_held.AsSpan(_length));
        _length += utf8.Length;
    }

    private void Drop(int count)
    {
        _held.AsSpan(count, _length - count).CopyTo(_held);
        _length -= count;
    }
}

/// <summary>Guards of <see cref="IReasoningSink"/>.</summary>
internal static class ReasoningSinkExtensions
{
    /// <summary>Delivers an answer unless it is empty.</summary>
    public static void AnswerIfAny(this IReasoningSink sink, ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty) sink.Answer(utf8);
    }
}
