using System.Globalization;

namespace Pensieve.Engine.Chat.Jinja.Syntax;

internal sealed partial class Lexer
{
    private static readonly string[] s_operators =
    [
        "//", "**", "==", "!=", ">=", "<=",
        "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";",
    ];

    private void ReadTag(char kind, int line)
    {
        var isBlock = kind == '%';
        var close = isBlock ? "%}" : "}}";
        _tokens.Add(new Token(isBlock ? TokenKind.BlockBegin : TokenKind.VariableBegin, "", line));
        while (true)
        {
            MoveTo(PythonSpace.SkipForward(_source, _position));
            if (_position >= _source.Length)
                throw new TemplateSyntaxException(isBlock ? "a statement tag does not end" : "a print tag does not end", line);
            // Inside brackets a "}}" closes two dictionaries, not the tag.
            if (_brackets.Count == 0 && TryCloseTag(close, isBlock)) return;
            ReadWord();
        }
    }

    private bool TryCloseTag(string close, bool isBlock)
    {
        var sign = SignAt(_position);
        if (sign == '+' && !isBlock) sign = '\0';
        var end = sign == '\0' ? _position : _position + 1;
        if (string.CompareOrdinal(_source, end, close, 0, 2) != 0) return false;
        _tokens.Add(new Token(isBlock ? TokenKind.BlockEnd : TokenKind.VariableEnd, "", _line));
        FinishTag(end, sign, trimNewline: isBlock);
        return true;
    }

    private void ReadWord()
    {
        var c = _source[_position];
        if (char.IsAsciiDigit(c)) ReadNumber();
        else if (IsWordCharacter(c)) ReadName();
        else if (c is '\'' or '"') ReadString(c);
        else ReadOperator(c);
    }

    private static bool IsWordCharacter(char c) => c == '_' || char.IsLetterOrDigit(c);

    private void ReadName()
    {
        var end = _position;
        while (end < _source.Length && IsWordCharacter(_source[end])) end++;
        Emit(TokenKind.Name, end);
    }

    private void ReadNumber()
    {
        var end = DigitsEnd(_position);
        var isFloat = false;
        // "a.0.1" is two subscripts, not a float.
        if (_position == 0 || _source[_position - 1] != '.')
        {
            if (end + 1 < _source.Length && _source[end] == '.' && char.IsAsciiDigit(_source[end + 1]))
            {
                end = DigitsEnd(end + 1);
                isFloat = true;
            }
            var exponent = end;
            if (exponent < _source.Length && _source[exponent] is 'e' or 'E')
            {
                exponent++;
                if (exponent < _source.Length && _source[exponent] is '+' or '-') exponent++;
                if (exponent < _source.Length && char.IsAsciiDigit(_source[exponent]))
                {
                    end = DigitsEnd(exponent);
                    isFloat = true;
                }
            }
        }
        if (!isFloat) end = IntegerEnd(end);
        Emit(isFloat ? TokenKind.Float : TokenKind.Integer, end);
    }

    private int IntegerEnd(int decimalEnd)
    {
        if (_source[_position] != '0') return decimalEnd;
        if (_position + 2 < _source.Length && _source[_position + 1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            var end = _position + 2;
            while (end < _source.Length && (char.IsAsciiHexDigit(_source[end]) || _source[end] == '_')) end++;
            if (end > _position + 2) return end;
        }
        var zeros = _position;
        while (zeros < decimalEnd && _source[zeros] is '0' or '_') zeros++;
        return zeros;
    }

    private int DigitsEnd(int position)
    {
        while (position < _source.Length &&
               (char.IsAsciiDigit(_source[position]) ||
                (_source[position] == '_' && position + 1 < _source.Length && char.IsAsciiDigit(_source[position + 1]))))
        {
            position++;
        }
        return position;
    }

    private void ReadString(char quote)
    {
        var end = _position + 1;
        while (end < _source.Length && _source[end] != quote) end += _source[end] == '\\' ? 2 : 1;
        if (end >= _source.Length) throw new TemplateSyntaxException("a string does not end", _line);
        var text = StringLiteral.Unescape(_source.AsSpan(_position + 1, end - _position - 1), _line);
        _tokens.Add(new Token(TokenKind.String, text, _line));
        MoveTo(end + 1);
    }

    private void ReadOperator(char c)
    {
        foreach (var symbol in s_operators)
        {
            if (string.CompareOrdinal(_source, _position, symbol, 0, symbol.Length) != 0) continue;
            Balance(c);
            Emit(TokenKind.Operator, _position + symbol.Length);
            return;
        }
        throw new TemplateSyntaxException(string.Create(CultureInfo.InvariantCulture, $"unexpected character '{c}'"), _line);
    }

    private void Balance(char c)
    {
        switch (c)
        {
            case '(' or '[' or '{':
                if (_brackets.Count == MaxNesting) throw new TemplateSyntaxException("brackets are nested too deeply", _line);
                _brackets.Push(c switch { '(' => ')', '[' => ']', _ => '}' });
                break;
            case ')' or ']' or '}':
                if (_brackets.Count == 0) throw new TemplateSyntaxException($"unexpected '{c}'", _line);
                if (_brackets.Pop() is var expected && expected != c)
                    throw new TemplateSyntaxException($"unexpected '{c}', expected '{expected}'", _line);
                break;
            default:
                break;
        }
    }

    private void Emit(TokenKind kind, int end)
    {
        _tokens.Add(new Token(kind, _source[_position..end], _line));
        MoveTo(end);
    }
}
