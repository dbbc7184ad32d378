using System.Collections.Immutable;
using System.Globalization;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>
/// Reads the regular part of ECMAScript's expressions: classes, groups, alternatives, quantifiers, and ^ and $ at the ends of
/// the whole. Look-around, back references, word borders and Unicode properties are refused by name. Characters are those
/// of the basic plane, so that all readers count them alike.
/// </summary>
internal sealed class PatternParser(string text, string path)
{
    private static readonly ImmutableArray<CodeRange> s_digit = [new('0', '9')];
    private static readonly ImmutableArray<CodeRange> s_word = [new('0', '9'), new('A', 'Z'), new('_', '_'), new('a', 'z')];

    // Engines differ in what \s is beyond ASCII: it writes what all agree on, and \S leaves out what any takes for space.
    private static readonly ImmutableArray<CodeRange> s_space = [new(9, 13), new(32, 32)];

    private static readonly ImmutableArray<CodeRange> s_anySpace =
    [
        new(9, 13), new(32, 32), new(0xA0, 0xA0), new(0x1680, 0x1680), new(0x2000, 0x200A), new(0x2028, 0x2029), new(0x202F, 0x202F),
        new(0x205F, 0x205F), new(0x3000, 0x3000), new(0xFEFF, 0xFEFF),
    ];

    private static readonly ImmutableArray<CodeRange> s_lineEnd = [new('\n', '\n'), new('\r', '\r'), new(0x2028, 0x2029)];
    private int _at;
    private bool _isNegatedClass;

    /// <summary>Any character that a string may hold.</summary>
    public static PatternExpression AnyCharacter { get; } = new PatternExpression.Character(Complement([]));

    /// <summary>The alternatives of a pattern.</summary>
    /// <exception cref="GrammarException">It is none, or has something that is not supported.</exception>
    public static List<PatternAlternative> Parse(string text, string path)
    {
        if (text.Length > SchemaLimits.MaxPattern) throw new GrammarException($"must have at most {SchemaLimits.MaxPattern} characters.", path);
        var parser = new PatternParser(text, path);
        var alternatives = new List<PatternAlternative>();
        do
        {
            var isStart = parser.Skip('^');
            var expression = parser.ReadSequence();
            alternatives.Add(new PatternAlternative(expression, isStart, parser.Skip('$')));
            if (!parser.IsAtEnd && parser.Peek != '|') throw parser.Fail(parser.Peek == ')' ? "has a ')' without '('" : "has an anchor that is not at an end of the whole pattern");
        }
        while (parser.Skip('|'));
        return alternatives;
    }

    private bool IsAtEnd => _at >= text.Length;

    private char Peek => text[_at];

    private bool Skip(char expected)
    {
        if (IsAtEnd || Peek != expected) return false;
        _at++;
        return true;
    }

    private PatternExpression ReadChoice()
    {
        var items = ImmutableArray.CreateBuilder<PatternExpression>();
        do items.Add(ReadSequence());
        while (Skip('|'));
        return items.Count == 1 ? items[0] : new PatternExpression.Choice(items.ToImmutable());
    }

    private PatternExpression.Sequence ReadSequence()
    {
        var items = ImmutableArray.CreateBuilder<PatternExpression>();
        while (!IsAtEnd && Peek is not ('|' or ')' or '$' or '^')) items.Add(ReadQuantifier(ReadItem()));
        return new PatternExpression.Sequence(items.ToImmutable());
    }

    private PatternExpression ReadItem()
    {
        switch (text[_at++])
        {
            case '(': return ReadGroup();
            case '[': return new PatternExpression.Character(ReadClass());
            case '.': return new PatternExpression.Character(Complement(s_lineEnd));
            case '\\': return new PatternExpression.Character(ReadEscape());
            case '*' or '+' or '?': throw Fail("has a quantifier with nothing before it");
            default: return One(text[_at - 1]);
        }
    }

    private PatternExpression ReadGroup()
    {
        if (Skip('?'))
        {
            var isNamed = !IsAtEnd && Peek == '<' && _at + 1 < text.Length && text[_at + 1] is not ('=' or '!');
            if (isNamed) _at = text.IndexOf('>', _at) is var end and > 0 ? end + 1 : throw Fail("has a group whose name has no '>'");
            else if (!Skip(':')) throw Fail("uses look-around or flags (\"(?\"), which are not supported");
        }

        var inner = ReadChoice();
        if (Skip(')')) return inner;
        throw Fail(IsAtEnd ? "has a '(' without ')'" : "has an anchor that is not at an end of the whole pattern");
    }

    private PatternExpression ReadQuantifier(PatternExpression item)
    {
        if (IsAtEnd) return item;
        (int Min, int? Max)? counts = Peek switch
        {
            '*' => (0, null),
            '+' => (1, null),
            '?' => (0, 1),
            _ => null,
        };
        if (counts is not null) _at++;
        else if (Peek == '{') counts = ReadCounts();
        if (counts is not { } found) return item;
        // Greedy or not makes no difference to what matches.
        Skip('?');
        return !IsAtEnd && Peek is '*' or '+' ? throw Fail("has two quantifiers in a row") : new PatternExpression.Repeat(item, found.Min, found.Max);
    }

    private (int Min, int? Max) ReadCounts()
    {
        var end = text.IndexOf('}', _at);
        var parts = end < 0 ? [] : text[(_at + 1)..end].Split(',');
        int? max = null;
        var isGood = parts.Length is 1 or 2 && TryCount(parts[0], out _) && (parts.Length == 1 || parts[1].Length == 0 || TryCount(parts[1], out _));
        if (!isGood) throw Fail("has a '{' that is no quantifier; write \\{");
        TryCount(parts[0], out var min);
        if (parts.Length == 1) max = min;
        else if (TryCount(parts[1], out var most)) max = most;
        if (max < min) throw Fail("has a quantifier whose bounds are in the wrong order");
        _at = end + 1;
        return (min, max);
    }

    private static bool TryCount(string digits, out int count) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= SchemaLimits.MaxCount;

    private ImmutableArray<CodeRange> ReadClass()
    {
        var isNegated = _isNegatedClass = Skip('^');
        var ranges = ImmutableArray.CreateBuilder<CodeRange>();
        while (!Skip(']'))
        {
            var first = ReadClassItem();
            if (_at + 1 < text.Length && Peek == '-' && text[_at + 1] != ']')
            {
                _at++;
                var last = ReadClassItem();
                if (first is not [{ } a] || a.First != a.Last || last is not [{ } b] || b.First != b.Last || b.Last < a.First) throw Fail("has a class with a range that is none");
                first = [new CodeRange(a.First, b.Last)];
            }

            ranges.AddRange(first);
        }

        _isNegatedClass = false;
        return isNegated ? Complement(ranges.ToImmutable()) : [.. Utf8Ranges.Normalise(ranges.ToImmutable(), negated: false)];
    }

    private ImmutableArray<CodeRange> ReadClassItem()
    {
        if (IsAtEnd) throw Fail("has a '[' without ']'");
        var c = text[_at++];
        if (c == '\\') return !IsAtEnd && Skip('b') ? [new('\b', '\b')] : ReadEscape();
        return char.IsSurrogate(c) ? throw Fail("has a character outside of the basic plane") : [new(c, c)];
    }

    private ImmutableArray<CodeRange> ReadEscape()
    {
        if (IsAtEnd) throw Fail("ends with '\\'");
        var c = text[_at++];
        return c switch
        {
            'd' => s_digit,
            'D' => Complement(s_digit),
            'w' => s_word,
            'W' => Complement(s_word),
            's' => _isNegatedClass ? s_anySpace : s_space,
            'S' => Complement(_isNegatedClass ? s_space : s_anySpace),
            'n' => [new('\n', '\n')],
            'r' => [new('\r', '\r')],
            't' => [new('\t', '\t')],
            'f' => [new('\f', '\f')],
            'v' => [new('\v', '\v')],
            'x' => ReadHex(2),
            'u' => ReadHex(4),
            _ when char.IsAsciiLetterOrDigit(c) => throw Fail($"uses \\{c}, which is not supported"),
            _ when char.IsSurrogate(c) => throw Fail("has a character outside of the basic plane"),
            _ => [new(c, c)],
        };
    }

    private ImmutableArray<CodeRange> ReadHex(int digits)
    {
        if (_at + digits > text.Length || !int.TryParse(text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value is >= 0xD800 and <= 0xDFFF)
            throw Fail($"has an escape without {digits} hexadecimal digits of a character");
        _at += digits;
        return [new(value, value)];
    }

    private PatternExpression.Character One(char c) =>
        char.IsSurrogate(c) ? throw Fail("has a character outside of the basic plane") : new PatternExpression.Character([new CodeRange(c, c)]);

    private static ImmutableArray<CodeRange> Complement(ImmutableArray<CodeRange> ranges) =>
        [.. Utf8Ranges.Normalise(ranges, negated: true).Where(r => r.First <= 0xFFFF).Select(r => r with { Last = Math.Min(r.Last, 0xFFFF) })];

    private GrammarException Fail(string problem) => new($"{problem}.", path);
}
