namespace Pensieve.Engine.Chat.Jinja.Syntax;

/// <summary>
/// Splits a template into text and the words of its tags. White space is handled as Hugging Face configures Jinja:
/// a newline right after a block tag or comment is dropped, indentation in front of one is dropped, and
/// <c>-</c> and <c>+</c> at a delimiter strip everything or keep everything.
/// </summary>
internal sealed partial class Lexer
{
    private const int MaxNesting = 200;

    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private readonly Stack<char> _brackets = new();
    private int _position;
    private int _line = 1;
    private bool _atLineStart = true;

    private Lexer(string source) => _source = source;

    /// <exception cref="TemplateSyntaxException">A tag, comment or string does not end, or a character fits nowhere.</exception>
    public static List<Token> Tokenize(string source)
    {
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        // Jinja drops one newline at the very end of a template.
        if (source.EndsWith('\n')) source = source[..^1];
        var lexer = new Lexer(source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (_position < _source.Length)
        {
            var tag = FindTag(_position);
            if (tag < 0)
            {
                EmitData(_position, _source.Length);
                _position = _source.Length;
                break;
            }
            var kind = _source[tag + 1];
            var sign = SignAt(tag + 2);
            EmitData(_position, TextEnd(tag, kind, sign));
            MoveTo(tag);
            var line = _line;
            MoveTo(tag + (sign == '\0' ? 2 : 3));
            _atLineStart = false;
            if (kind == '#') ReadComment(line);
            else if (kind == '%' && TryReadRaw(line)) continue;
            else ReadTag(kind, line);
        }
        _tokens.Add(new Token(TokenKind.End, "", _line));
    }

    private int FindTag(int from)
    {
        while (true)
        {
            var at = _source.IndexOf('{', from);
            if (at < 0 || at + 1 >= _source.Length) return -1;
            if (_source[at + 1] is '%' or '{' or '#') return at;
            from = at + 1;
        }
    }

    private char SignAt(int position) => position < _source.Length && _source[position] is '-' or '+' ? _source[position] : '\0';

    /// <summary>Where the text in front of a tag ends once white space control has had its say.</summary>
    private int TextEnd(int tag, char kind, char sign)
    {
        if (sign == '-') return PythonSpace.SkipBack(_source, tag, _position);
        if (sign == '+' || kind == '{') return tag;
        var newline = tag > _position ? _source.LastIndexOf('\n', tag - 1, tag - _position) : -1;
        if (newline < 0 && !_atLineStart) return tag;
        var lineStart = newline < 0 ? _position : newline + 1;
        return PythonSpace.SkipBack(_source, tag, lineStart) == lineStart ? lineStart : tag;
    }

    private void EmitData(int start, int end)
    {
        if (end > start) _tokens.Add(new Token(TokenKind.Data, _source[start..end], _line));
    }

    private void MoveTo(int position)
    {
        _line += _source.AsSpan(_position, position - _position).Count('\n');
        _position = position;
    }

    private void ReadComment(int line)
    {
        var end = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (end < 0) throw new TemplateSyntaxException("missing end of comment tag", line);
        FinishTag(end, end > _position ? _source[end - 1] : '\0', trimNewline: true);
    }

    /// <summary>Moves past a closing delimiter at <paramref name="end"/> and the white space that its sign or the newline rule takes away.</summary>
    private void FinishTag(int end, char sign, bool trimNewline)
    {
        var after = end + 2;
        if (sign == '-') after = PythonSpace.SkipForward(_source, after);
        else if (sign != '+' && trimNewline && after < _source.Length && _source[after] == '\n') after++;
        MoveTo(after);
        _atLineStart = _source[after - 1] == '\n';
    }

    private bool TryReadRaw(int line)
    {
        var open = MatchKeywordTag(_position, "raw", out var sign);
        if (open < 0) return false;
        FinishTag(open, sign, trimNewline: false);
        // Jinja misses the end of a raw block only if there is text in it.
        if (_position == _source.Length) return true;
        for (var at = _position; ; at += 2)
        {
            at = _source.IndexOf("{%", at, StringComparison.Ordinal);
            if (at < 0) throw new TemplateSyntaxException("missing end of raw block", line);
            var startSign = SignAt(at + 2);
            var close = MatchKeywordTag(at + (startSign == '\0' ? 2 : 3), "endraw", out var endSign);
            if (close < 0) continue;
            EmitData(_position, TextEnd(at, '%', startSign));
            MoveTo(at);
            FinishTag(close, endSign, trimNewline: true);
            return true;
        }
    }

    /// <summary>Position of the <c>%}</c> that closes a tag made of one keyword; -1 if it is another tag.</summary>
    private int MatchKeywordTag(int position, string keyword, out char sign)
    {
        sign = '\0';
        position = PythonSpace.SkipForward(_source, position);
        if (string.CompareOrdinal(_source, position, keyword, 0, keyword.Length) != 0) return -1;
        position = PythonSpace.SkipForward(_source, position + keyword.Length);
        sign = SignAt(position);
        if (sign != '\0') position++;
        return string.CompareOrdinal(_source, position, "%}", 0, 2) == 0 ? position : -1;
    }
}
