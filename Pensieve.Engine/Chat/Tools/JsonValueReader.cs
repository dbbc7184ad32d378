namespace Pensieve.Engine.Chat.Tools;

/// <summary>What a byte did to a value being read.</summary>
internal enum JsonProgress
{
    /// <summary>It was taken; the value goes on.</summary>
    More,

    /// <summary>It was taken and ended the value.</summary>
    Done,

    /// <summary>The value (a number) had ended before it; it was not taken.</summary>
    DoneBefore,

    /// <summary>It cannot stand there; it was not taken.</summary>
    Malformed,
}

/// <summary>
/// Reads one JSON value byte by byte. Its text is handed out up to points at which brackets and a quote complete it: never
/// within an escape, a number or a literal, nor between a key and its value. Slips that models often make in strings
/// (raw control characters, escapes that JSON does not have, halves of surrogate pairs) are put right.
/// </summary>
internal sealed partial class JsonValueReader
{
    private const int MaxDepth = 48;

    private readonly byte[] _closers = new byte[MaxDepth];
    private byte[] _text = new byte[256];
    private int _length;
    private int _safe;
    private int _taken;
    private int _depth;
    private State _state;
    private string _literal = "";
    private int _literalLength;

    private enum State
    {
        Value,
        ValueOrEnd,
        Key,
        KeyOrEnd,
        InKey,
        Colon,
        InString,
        Literal,
        Number,
        AfterValue,
    }

    /// <summary>The value so far.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>Text that was taken in but may not be handed out.</summary>
    public ReadOnlySpan<byte> Held => _text.AsSpan(_safe, _length - _safe);

    /// <summary>Starts a new value.</summary>
    public void Reset()
    {
        _length = _safe = _taken = _depth = 0;
        _state = State.Value;
        ResetString();
    }

    /// <summary>Text that became ready since the last call.</summary>
    public ReadOnlySpan<byte> Take()
    {
        var ready = _text.AsSpan(_taken, _safe - _taken);
        _taken = _safe;
        return ready;
    }

    /// <summary>What completes the text handed out so far.</summary>
    public byte[] Closing()
    {
        var closing = new List<byte>(_depth + 1);
        if (_state == State.InString) closing.Add((byte)'"');
        for (var i = _depth - 1; i >= 0; i--) closing.Add(_closers[i]);
        return [.. closing];
    }

    /// <summary>Takes the next byte.</summary>
    public JsonProgress Feed(byte next)
    {
        switch (_state)
        {
            case State.InString or State.InKey: return InString(next);
            case State.Number: return InNumber(next);
            case State.Literal: return InLiteral(next);
            default: break;
        }

        if (next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            if (_length > 0) Add(next);
            return JsonProgress.More;
        }

        return _state switch
        {
            State.Key or State.KeyOrEnd when next == '"' => Enter(State.InKey, next),
            State.KeyOrEnd when next == '}' => Close(next),
            State.ValueOrEnd when next == ']' => Close(next),
            State.Colon when next == ':' => Enter(State.Value, next),
            State.Value or State.ValueOrEnd => BeginValue(next),
            State.AfterValue when next == ',' => Enter(_closers[_depth - 1] == '}' ? State.Key : State.Value, next),
            State.AfterValue => Close(next),
            _ => JsonProgress.Malformed,
        };
    }

    private JsonProgress BeginValue(byte next)
    {
        switch (next)
        {
            case (byte)'{': return Open(State.KeyOrEnd, next, (byte)'}');
            case (byte)'[': return Open(State.ValueOrEnd, next, (byte)']');
            case (byte)'"':
                Enter(State.InString, next);
                _safe = _length;
                return JsonProgress.More;
            case (byte)'t': return BeginLiteral("true");
            case (byte)'f': return BeginLiteral("false");
            case (byte)'n': return BeginLiteral("null");
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                BeginNumber(next);
                return Enter(State.Number, next);
            default: return JsonProgress.Malformed;
        }
    }

    private JsonProgress Open(State state, byte bracket, byte closer)
    {
        if (_depth == MaxDepth) return JsonProgress.Malformed;
        _closers[_depth++] = closer;
        Enter(state, bracket);
        _safe = _length;
        return JsonProgress.More;
    }

    private JsonProgress Close(byte bracket)
    {
        if (_depth == 0 || _closers[_depth - 1] != bracket) return JsonProgress.Malformed;
        Add(bracket);
        _depth--;
        return EndValue();
    }

    private JsonProgress EndValue()
    {
        _safe = _length;
        _state = State.AfterValue;
        return _depth == 0 ? JsonProgress.Done : JsonProgress.More;
    }

    private JsonProgress BeginLiteral(string literal)
    {
        (_literal, _literalLength) = (literal, 1);
        return Enter(State.Literal, (byte)literal[0]);
    }

    private JsonProgress InLiteral(byte next)
    {
        if (next != _literal[_literalLength]) return JsonProgress.Malformed;
        Add(next);
        return ++_literalLength == _literal.Length ? EndValue() : JsonProgress.More;
    }

    private JsonProgress Enter(State state, byte next)
    {
        Add(next);
        _state = state;
        return JsonProgress.More;
    }

    private void Add(byte next)
    {
        if (_length == _text.Length) Array.Resize(ref _text, 2 * _length);
        _text[_length++] = next;
    }

    private void Add(ReadOnlySpan<byte> more)
    {
        foreach (var next in more) Add(next);
    }
}
