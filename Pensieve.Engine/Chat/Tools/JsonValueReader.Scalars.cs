namespace Pensieve.Engine.Chat.Tools;

// Strings and numbers.
internal sealed partial class JsonValueReader
{
    private int _escape;
    private int _unicode;
    private bool _isHighSurrogateOpen;
    private NumberPart _number;

    private enum NumberPart
    {
        Minus,
        Zero,
        Integer,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
    }

    private static ReadOnlySpan<byte> ReplacementEscape => "\\ufffd"u8;

    private void ResetString()
    {
        _escape = 0;
        _isHighSurrogateOpen = false;
    }

    private JsonProgress InString(byte next)
    {
        if (_escape >= 2) return InUnicodeEscape(next);
        if (_escape == 1)
        {
            AddEscaped(next);
            return MarkSafe();
        }

        if (next == '\\')
        {
            Add(next);
            _escape = 1;
            return JsonProgress.More;
        }

        CloseSurrogate();
        if (next != '"')
        {
            AddPlain(next);
            return MarkSafe();
        }

        Add(next);
        if (_state == State.InString) return EndValue();
        _state = State.Colon;
        return JsonProgress.More;
    }

    // After a backslash.
    private void AddEscaped(byte next)
    {
        if (next == 'u')
        {
            Add(next);
            (_escape, _unicode) = (2, 0);
            return;
        }

        _escape = 0;
        if (_isHighSurrogateOpen)
        {
            // The backslash stands behind the half pair, which is replaced in its place.
            _length--;
            CloseSurrogate();
            Add((byte)'\\');
        }

        if (next is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
        {
            Add(next);
        }
        else if (next == '\'')
        {
            _text[_length - 1] = next;
        }
        else
        {
            Add((byte)'\\');
            AddPlain(next);
        }
    }

    private JsonProgress InUnicodeEscape(byte next)
    {
        if (!char.IsAsciiHexDigit((char)next)) return JsonProgress.Malformed;
        Add(next);
        _unicode = (_unicode << 4) | (next <= '9' ? next - '0' : (next | 0x20) - 'a' + 10);
        if (++_escape < 6) return JsonProgress.More;
        _escape = 0;
        if (char.IsLowSurrogate((char)_unicode))
        {
            if (!_isHighSurrogateOpen) ReplaceEscape(6);
            _isHighSurrogateOpen = false;
        }
        else
        {
            if (_isHighSurrogateOpen) ReplaceEscape(12);
            _isHighSurrogateOpen = char.IsHighSurrogate((char)_unicode);
        }

        return MarkSafe();
    }

    private JsonProgress MarkSafe()
    {
        if (_state == State.InString && _escape == 0 && !_isHighSurrogateOpen) _safe = _length;
        return JsonProgress.More;
    }

    private void CloseSurrogate()
    {
        if (_isHighSurrogateOpen) ReplaceEscape(6);
        _isHighSurrogateOpen = false;
    }

    private void ReplaceEscape(int fromEnd) => ReplacementEscape.CopyTo(_text.AsSpan(_length - fromEnd));

    private void AddPlain(byte next)
    {
        switch (next)
        {
            case (byte)'\n': Add("\\n"u8); break;
            case (byte)'\r': Add("\\r"u8); break;
            case (byte)'\t': Add("\\t"u8); break;
            case < 0x20:
                Add("\\u00"u8);
                Add("0123456789abcdef"u8[next >> 4]);
                Add("0123456789abcdef"u8[next & 0xF]);
                break;
            default: Add(next); break;
        }
    }

    private void BeginNumber(byte next) => _number = next switch
    {
        (byte)'-' => NumberPart.Minus,
        (byte)'0' => NumberPart.Zero,
        _ => NumberPart.Integer,
    };

    private JsonProgress InNumber(byte next)
    {
        var isDigit = char.IsAsciiDigit((char)next);
        NumberPart? part = _number switch
        {
            NumberPart.Minus when isDigit => next == '0' ? NumberPart.Zero : NumberPart.Integer,
            NumberPart.Integer when isDigit => NumberPart.Integer,
            NumberPart.Zero or NumberPart.Integer when next == '.' => NumberPart.Point,
            NumberPart.Zero or NumberPart.Integer or NumberPart.Fraction when next is (byte)'e' or (byte)'E' => NumberPart.Exponent,
            NumberPart.Point or NumberPart.Fraction when isDigit => NumberPart.Fraction,
            NumberPart.Exponent when next is (byte)'+' or (byte)'-' => NumberPart.ExponentSign,
            NumberPart.Exponent or NumberPart.ExponentSign or NumberPart.ExponentDigits when isDigit => NumberPart.ExponentDigits,
            _ => null,
        };
        if (part is { } more)
        {
            _number = more;
            Add(next);
            return JsonProgress.More;
        }

        if (_number is NumberPart.Minus or NumberPart.Point or NumberPart.Exponent or NumberPart.ExponentSign) return JsonProgress.Malformed;
        return EndValue() == JsonProgress.Done ? JsonProgress.DoneBefore : Feed(next);
    }
}
