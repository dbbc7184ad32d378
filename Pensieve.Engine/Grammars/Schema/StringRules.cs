using System.Globalization;
using System.Text;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Grammars of JSON strings.</summary>
/// <param name="rules">Takes the rules.</param>
/// <param name="isBare">As plain text instead, on one line and without &lt;, which begins a mark.</param>
internal sealed class StringRules(GrammarRules rules, bool isBare = false)
{
    /// <summary>
    /// One character, as itself or escaped. Code points are counted, and an escaped surrogate pair is one; halves of pairs
    /// cannot be written.
    /// </summary>
    private const string AnyCharacter =
        "[^\"\\\\\\x00-\\x1F\\x7F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" ([0-9a-ceA-CEfF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2}"
        + " | [dD] [89abAB] [0-9a-fA-F]{2} \"\\\\u\" [dD] [c-fC-F] [0-9a-fA-F]{2}))";

    private const string BareCharacter = "[^<\\x00-\\x1F\\x7F]";
    private const int MaxNamedControls = 8;
    private const string Quote = "\"\\\"\"";

    /// <summary>Strings of a shape, quotes included; null = there are none.</summary>
    public string? Of(SchemaShape shape)
    {
        if (shape.MaxLength < shape.MinLength) return null;
        var hasLength = shape.MinLength > 0 || shape.MaxLength is not null;
        if (shape.Format is { } format)
        {
            if (shape.Pattern is not null || hasLength) throw new GrammarException("is not supported beside pattern, minLength or maxLength.", format.Path);
            var known = StringFormats.Find(format.Text)
                ?? throw new GrammarException($"the format \"{format.Text}\" is not supported. Supported: {string.Join(", ", StringFormats.Names)}; or use a pattern.", format.Path);
            return Quoted(rules.Add(known));
        }

        if (shape.Pattern is not { } pattern) return Quoted(Character() + GrammarRules.Count(shape.MinLength, shape.MaxLength));
        var alternatives = PatternParser.Parse(pattern.Text, pattern.Path).Select(a => Alternative(a, shape, hasLength, pattern.Path)).OfType<string>().ToList();
        return GrammarRules.AnyOf(alternatives) is { } body ? Quoted(body) : null;
    }

    /// <summary>The rule of one character of a string.</summary>
    public string Character() => rules.Add(isBare ? BareCharacter : AnyCharacter);

    /// <summary>A string that is none of these, without escapes: the name of a further property.</summary>
    public string Except(IEnumerable<string> names) =>
        Quoted(Except([.. names.Where(n => n.AsSpan().IndexOfAny('"', '\\') < 0 && !n.Any(c => char.IsControl(c) || char.IsSurrogate(c)))], 0));

    private string Except(List<string> names, int depth)
    {
        // After the common beginning: the end, unless that is a name; a letter with which no name goes on; or one with which some do.
        var next = names.Where(n => n.Length > depth).GroupBy(n => n[depth]).OrderBy(g => g.Key).ToList();
        var alternatives = new List<string>();
        if (!names.Exists(n => n.Length == depth)) alternatives.Add("\"\"");
        alternatives.Add($"[^\"\\\\\\x00-\\x1F\\x7F{string.Concat(next.Select(g => GrammarRules.Escape(g.Key, inClass: true)))}] {rules.Add("[^\"\\\\\\x00-\\x1F\\x7F]")}*");
        foreach (var group in next) alternatives.Add($"{GrammarRules.Literal(group.Key.ToString())} {Except([.. group], depth + 1)}");
        return rules.Add(string.Join(" | ", alternatives));
    }

    private string? Alternative(PatternAlternative alternative, SchemaShape shape, bool hasLength, string path)
    {
        var any = new PatternExpression.Repeat(PatternParser.AnyCharacter, 0, null);
        var items = Flatten(alternative.Expression).ToList();
        // With bounds on the length, at most one part may vary in it; that the match begins at once is allowed in any case.
        if (!alternative.IsStart && !hasLength) items.Insert(0, any);
        if (!alternative.IsEnd) items.Add(any);
        if (hasLength && !Fit(items, shape.MinLength, shape.MaxLength, path)) return null;
        return items.Count == 0 ? "\"\"" : string.Join(" ", items.Select(Write));
    }

    private static IEnumerable<PatternExpression> Flatten(PatternExpression expression) =>
        expression is PatternExpression.Sequence sequence ? sequence.Items.SelectMany(Flatten) : [expression];

    private static bool Fit(List<PatternExpression> items, int min, int? max, string path)
    {
        var whole = new PatternExpression.Sequence([.. items]);
        if (whole.MinLength >= min && (max is null || whole.MaxLength <= max)) return true;
        if (whole.MaxLength < min || whole.MinLength > max) return false;
        var varying = items.FindAll(i => i.MinLength != i.MaxLength);
        if (varying is not [PatternExpression.Repeat repeat] || repeat.Item.MaxLength is not (> 0 and var unit) || repeat.Item.MinLength != unit)
            throw new GrammarException("is supported beside minLength or maxLength only where one part of it varies in length; put the bounds into the pattern.", path);
        var others = whole.MinLength - repeat.MinLength;
        var fewest = (int)Math.Max(repeat.Min, (min - others + unit - 1) / unit);
        var most = max is { } m ? (int)Math.Min(repeat.Max ?? int.MaxValue, (m - others) / unit) : repeat.Max;
        if (most < fewest) return false;
        items[items.IndexOf(repeat)] = new PatternExpression.Repeat(repeat.Item, fewest, most);
        return true;
    }

    private string Write(PatternExpression expression) => expression switch
    {
        PatternExpression.Character character => rules.Add(WriteClass(character)),
        PatternExpression.Choice choice => "(" + string.Join(" | ", choice.Items.Select(Write)) + ")",
        PatternExpression.Repeat repeat => $"({Write(repeat.Item)}){GrammarRules.Count(repeat.Min, repeat.Max)}",
        PatternExpression.Sequence { Items.Length: 0 } => "\"\"",
        PatternExpression.Sequence sequence => string.Join(" ", sequence.Items.Select(Write)),
        _ => throw new InvalidOperationException(expression.GetType().Name),
    };

    private string WriteClass(PatternExpression.Character character)
    {
        var plain = new StringBuilder();
        var escaped = new List<string>();
        var controls = character.Ranges.Sum(r => Math.Max(0, Math.Min(r.Last, 0x1F) - r.First + 1));
        foreach (var range in character.Ranges)
        {
            for (var first = range.First; first <= range.Last; first++)
            {
                if (IsEscaped(first))
                {
                    var code = Json((char)first);
                    if (isBare) continue;
                    if (code.Length == 2 || controls <= MaxNamedControls) escaped.Add(GrammarRules.Literal(code));
                    continue;
                }

                var last = first;
                while (last < range.Last && !IsEscaped(last + 1)) last++;
                plain.Append(Code(first));
                if (last > first) plain.Append('-').Append(Code(last));
                first = last;
            }
        }

        if (plain.Length > 0) escaped.Insert(0, $"[{plain}]");
        return escaped.Count == 0 ? "[]" : string.Join(" | ", escaped);
    }

    private bool IsEscaped(int code) => isBare ? code is < 0x20 or '<' : code is < 0x20 or '"' or '\\';

    private static string Json(char c) => c switch
    {
        '"' or '\\' => "\\" + c,
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
    };

    private static string Code(int code) => string.Create(CultureInfo.InvariantCulture, $"\\u{code:X4}");

    private string Quoted(string body) => isBare ? body : $"{Quote} {body} {Quote}";
}
