using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pensieve.Engine.Grammars;

/// <summary>
/// Reads GBNF, the notation of llama.cpp: name ::= alternatives of literals, classes, rules, groups and quantifiers.
/// A rule ends at the end of its line, unless a group is open or a bar came last. # begins a comment.
/// </summary>
internal sealed class GbnfParser(string text, int maxDepth)
{
    private const int MaxRepeat = 100_000;
    private const int MaxStacked = 4;

    private readonly Dictionary<string, GrammarExpression> _rules = new(StringComparer.Ordinal);
    private int _at;
    private int _depth;

    /// <summary>Rules by name.</summary>
    /// <exception cref="GrammarException">The text is no grammar.</exception>
    public static IReadOnlyDictionary<string, GrammarExpression> Parse(string text, int maxDepth) => new GbnfParser(text, maxDepth).ParseRules();

    /// <summary>The place of an index, for messages.</summary>
    public static string Place(string text, int index)
    {
        var before = text.AsSpan(0, Math.Min(index, text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        return string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}");
    }

    private Dictionary<string, GrammarExpression> ParseRules()
    {
        SkipSpace(breaks: true);
        while (_at < text.Length)
        {
            var start = _at;
            var name = ReadName();
            SkipSpace(breaks: false);
            if (!text.AsSpan(_at).StartsWith("::=")) throw Fail("\"::=\" is expected after the name of a rule");
            _at += 3;
            SkipSpace(breaks: true);
            if (!_rules.TryAdd(name, ReadChoice(inGroup: false))) throw Fail($"rule \"{name}\" is defined twice", start);
            if (_at < text.Length && text[_at] is not ('\r' or '\n')) throw Fail($"'{text[_at]}' cannot stand here");
            SkipSpace(breaks: true);
        }

        return _rules;
    }

    private GrammarExpression ReadChoice(bool inGroup)
    {
        var first = ReadSequence(inGroup);
        if (_at >= text.Length || text[_at] != '|') return first;
        var items = ImmutableArray.CreateBuilder<GrammarExpression>();
        items.Add(first);
        while (_at < text.Length && text[_at] == '|')
        {
            _at++;
            SkipSpace(breaks: true);
            items.Add(ReadSequence(inGroup));
        }

        return new GrammarExpression.Choice(items.ToImmutable());
    }

    private GrammarExpression ReadSequence(bool inGroup)
    {
        var items = ImmutableArray.CreateBuilder<GrammarExpression>();
        while (_at < text.Length && text[_at] is not ('|' or ')' or '\r' or '\n'))
        {
            var item = ReadItem();
            SkipSpace(inGroup);
            items.Add(ReadQuantifiers(item, inGroup));
        }

        return items.Count == 1 ? items[0] : new GrammarExpression.Sequence(items.ToImmutable());
    }

    private GrammarExpression ReadItem()
    {
        switch (text[_at])
        {
            case '"': return ReadLiteral();
            case '[': return ReadClass();
            case '(': return ReadGroup();
            case '.':
                _at++;
                return new GrammarExpression.CharacterClass([], IsNegated: true);
            case '<' or '!': throw Fail("tokens by name or number are not supported; write their text");
            default:
                var start = _at;
                return new GrammarExpression.Reference(ReadName(), start);
        }
    }

    private GrammarExpression ReadGroup()
    {
        var start = _at++;
        if (++_depth > maxDepth) throw Fail($"groups are nested deeper than {maxDepth}", start);
        SkipSpace(breaks: true);
        var inner = ReadChoice(inGroup: true);
        if (_at >= text.Length || text[_at] != ')') throw Fail("')' is missing for this '('", start);
        _at++;
        _depth--;
        return inner;
    }

    private GrammarExpression ReadQuantifiers(GrammarExpression item, bool inGroup)
    {
        var nested = 0;
        while (_at < text.Length && text[_at] is '*' or '+' or '?' or '{')
        {
            // Each is a level of its own within each group: together they would be deep.
            if (++nested > MaxStacked) throw Fail($"more than {MaxStacked} quantifiers follow each other");
            var (min, max) = text[_at++] switch
            {
                '*' => (0, -1),
                '+' => (1, -1),
                '?' => (0, 1),
                _ => ReadBounds(),
            };
            item = new GrammarExpression.Repeat(item, min, max);
            SkipSpace(inGroup);
        }

        return item;
    }

    private (int Min, int Max) ReadBounds()
    {
        var start = _at - 1;
        SkipSpace(breaks: false);
        var isOpen = _at < text.Length && text[_at] == ',';
        var min = isOpen ? 0 : ReadCount();
        var max = min;
        SkipSpace(breaks: false);
        if (_at < text.Length && text[_at] == ',')
        {
            _at++;
            SkipSpace(breaks: false);
            max = _at < text.Length && char.IsAsciiDigit(text[_at]) ? ReadCount() : -1;
            SkipSpace(breaks: false);
        }

        if (_at >= text.Length || text[_at] != '}') throw Fail("'}' is expected", start);
        _at++;
        return max >= 0 && max < min ? throw Fail("the upper bound is below the lower one", start) : (min, max);
    }

    private int ReadCount()
    {
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        if (!int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MaxRepeat)
            throw Fail($"a number up to {MaxRepeat} is expected", start);
        return count;
    }

    private GrammarExpression.Literal ReadLiteral()
    {
        var start = _at++;
        var literal = new StringBuilder();
        while (true)
        {
            if (_at >= text.Length || text[_at] is '\r' or '\n') throw Fail("the literal has no closing '\"'", start);
            if (text[_at] == '"') break;
            literal.Append(char.ConvertFromUtf32(ReadCodePoint()));
        }

        _at++;
        return new GrammarExpression.Literal(literal.ToString());
    }

    private GrammarExpression.CharacterClass ReadClass()
    {
        var start = _at++;
        var isNegated = _at < text.Length && text[_at] == '^';
        if (isNegated) _at++;
        var ranges = ImmutableArray.CreateBuilder<CodeRange>();
        while (true)
        {
            if (_at >= text.Length || text[_at] is '\r' or '\n') throw Fail("the class has no closing ']'", start);
            if (text[_at] == ']') break;
            var first = ReadCodePoint();
            var last = first;
            if (_at + 1 < text.Length && text[_at] == '-' && text[_at + 1] != ']')
            {
                _at++;
                last = ReadCodePoint();
                if (last < first) throw Fail("a range of this class runs backwards", start);
            }

            ranges.Add(new CodeRange(first, last));
        }

        _at++;
        return new GrammarExpression.CharacterClass(ranges.ToImmutable(), isNegated);
    }

    private int ReadCodePoint()
    {
        if (text[_at] != '\\')
        {
            if (!Rune.TryGetRuneAt(text, _at, out var rune)) throw Fail("half of a surrogate pair is no character");
            _at += rune.Utf16SequenceLength;
            return rune.Value;
        }

        var start = _at++;
        if (_at >= text.Length) throw Fail("an escape is cut off", start);
        switch (text[_at++])
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'x': return ReadHex(2, start);
            case 'u': return ReadHex(4, start);
            case 'U': return ReadHex(8, start);
            case '\\' or '"' or '[' or ']' or '-' or '^': return text[_at - 1];
            default: throw Fail($"the escape \\{text[_at - 1]} is unknown", start);
        }
    }

    private int ReadHex(int digits, int start)
    {
        if (_at + digits > text.Length
            || !int.TryParse(text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || !Rune.IsValid(value)) throw Fail($"{digits} hexadecimal digits of a character are expected", start);
        _at += digits;
        return value;
    }

    private string ReadName()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '-' or '_')) _at++;
        return _at == start ? throw Fail(_at < text.Length ? $"'{text[_at]}' cannot stand here" : "a name is expected") : text[start.._at];
    }

    private void SkipSpace(bool breaks)
    {
        for (; _at < text.Length; _at++)
        {
            if (text[_at] == '#') while (_at + 1 < text.Length && text[_at + 1] is not ('\r' or '\n')) _at++;
            else if (text[_at] is not (' ' or '\t') && !(breaks && text[_at] is '\r' or '\n')) return;
            else if (!breaks && text[_at] is '\r' or '\n') return;
        }
    }

    private GrammarException Fail(string problem, int? at = null) => new($"{Place(text, at ?? _at)}: {problem}.");
}
