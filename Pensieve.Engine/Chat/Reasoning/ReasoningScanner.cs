using System.Collections.Immutable;
using System.Text;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Chat.Reasoning;

/// <summary>Where in its output a model is.</summary>
internal enum ReasoningState
{
    /// <summary>Nothing but white space and what may become a mark has come: thinking or answer may follow.</summary>
    Head,

    /// <summary>Thinking.</summary>
    Thinking,

    /// <summary>The answer.</summary>
    Answer,
}

/// <summary>
/// Finds the marks around thinking in a byte stream, whatever its chunks. The worker counts tokens with it and the app
/// splits text with it, so that both see the same border.
/// </summary>
internal sealed class ReasoningScanner
{
    private readonly StopMatcher _close;
    private readonly StopMatcher? _answerClose;
    private readonly byte[][] _opens;
    private readonly byte[][] _answers;
    private readonly byte[] _head;
    private int _headLength;
    private int _space;
    private bool _isFirst = true;

    public ReasoningScanner(ReasoningOptions options)
    {
        _close = new StopMatcher([options.Marks.Close]);
        _answerClose = options.Marks.AnswerClose is { } close ? new StopMatcher([close]) : null;
        _opens = Encode(options.Marks.Opens);
        _answers = Encode(options.Marks.AnswerOpens);
        _head = new byte[_opens.Concat(_answers).Max(mark => mark.Length)];
        if (options.StartsInside) State = ReasoningState.Thinking;
    }

    /// <summary>What the next byte belongs to.</summary>
    public ReasoningState State { get; private set; }

    /// <summary>Bytes at the end of what was fed that may be the beginning of a mark; in <see cref="ReasoningState.Head"/> everything may.</summary>
    public int Pending => State switch
    {
        ReasoningState.Thinking => _close.Pending,
        ReasoningState.Answer => _answerClose?.Pending ?? 0,
        _ => 0,
    };

    /// <summary>After a mark that closes thinking or a part of the answer: its length.</summary>
    public int ClosedBy { get; private set; }

    /// <summary>After the change from head to answer: how many of the bytes fed last are part of the answer.</summary>
    public int Carried { get; private set; }

    /// <summary>Feeds bytes until the state changes.</summary>
    /// <returns>Bytes taken: all, or those up to and including the one that changed the state.</returns>
    public int Feed(ReadOnlySpan<byte> utf8) => State switch
    {
        ReasoningState.Head => FeedHead(utf8),
        ReasoningState.Thinking => FeedUntil(_close, utf8),
        _ => _answerClose is null ? utf8.Length : FeedUntil(_answerClose, utf8),
    };

    private int FeedUntil(StopMatcher mark, ReadOnlySpan<byte> utf8)
    {
        var end = mark.Feed(utf8, out _, out var length);
        if (end < 0) return utf8.Length;
        mark.Restart();
        ClosedBy = length;
        State = ReasoningState.Head;
        _isFirst = false;
        return end;
    }

    private int FeedHead(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < utf8.Length; i++)
        {
            if (_headLength == 0 && IsSpace(utf8[i]))
            {
                _space++;
                continue;
            }

            _head[_headLength++] = utf8[i];
            var head = _head.AsSpan(0, _headLength);
            if (IsMark(_opens, head)) Leave(ReasoningState.Thinking, carried: 0);
            else if (IsMark(_answers, head)) Leave(ReasoningState.Answer, carried: 0);
            else if (!MayBecomeMark(_opens, head) && !MayBecomeMark(_answers, head))
            {
                _answerClose?.Feed(head, out _, out _);
                // White space at the start of an output is the model's own; after thinking it is part of the mark.
                Leave(ReasoningState.Answer, _isFirst ? _space + _headLength : _headLength);
            }
            else continue;
            return i + 1;
        }

        return utf8.Length;
    }

    private void Leave(ReasoningState state, int carried)
    {
        (State, Carried) = (state, carried);
        _headLength = _space = 0;
    }

    private static bool IsMark(byte[][] marks, ReadOnlySpan<byte> head)
    {
        foreach (var mark in marks)
            if (head.SequenceEqual(mark)) return true;
        return false;
    }

    private static bool MayBecomeMark(byte[][] marks, ReadOnlySpan<byte> head)
    {
        foreach (var mark in marks)
            if (mark.AsSpan().StartsWith(head)) return true;
        return false;
    }

    private static byte[][] Encode(ImmutableArray<string> marks) => [.. marks.Select(Encoding.UTF8.GetBytes)];

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
