using System.Globalization;
using System.Text;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>Python's upper, lower, title and capitalize: full Unicode mapping, in which one character may become several.</summary>
internal static class CaseMapping
{
    private const char FinalSigma = 'ς';

    public static StringValue Upper(RenderContext context, StringValue value) => Map(context, value, static (_, rune, _) => ToUpper(rune));

    public static StringValue Lower(RenderContext context, StringValue value) => Map(context, value, static (text, rune, at) => ToLower(text, rune, at));

    public static StringValue Capitalize(RenderContext context, StringValue value) =>
        Map(context, value, static (text, rune, at) => at == 0 ? ToTitle(rune) : ToLower(text, rune, at));

    public static StringValue Title(RenderContext context, StringValue value)
    {
        var inWord = false;
        return Map(context, value, (text, rune, at) =>
        {
            var mapped = inWord ? ToLower(text, rune, at) : ToTitle(rune);
            inWord = IsCased(rune);
            return mapped;
        });
    }

    public static StringValue SwapCase(RenderContext context, StringValue value) =>
        Map(context, value, static (text, rune, at) => IsUpper(rune) ? ToLower(text, rune, at) : IsLower(rune) ? ToUpper(rune) : rune.ToString());

    public static bool IsUpper(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter ||
        rune.Value is (>= 0x2160 and <= 0x216F) or (>= 0x24B6 and <= 0x24CF) or (>= 0x1F130 and <= 0x1F149) or
            (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    /// <summary>Lower-case letters, and what Unicode lists as other lower case: ordinals, modifier letters, small numerals.</summary>
    public static bool IsLower(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.LowercaseLetter ||
        rune.Value is 0xAA or 0xBA or (>= 0x2B0 and <= 0x2B8) or 0x2C0 or 0x2C1 or (>= 0x2E0 and <= 0x2E4) or 0x345 or 0x37A or
            (>= 0x1D2C and <= 0x1D6A) or 0x1D78 or (>= 0x1D9B and <= 0x1DBF) or 0x2071 or 0x207F or (>= 0x2090 and <= 0x209C) or
            (>= 0x2170 and <= 0x217F) or (>= 0x24D0 and <= 0x24E9) or 0x2C7C or 0x2C7D or 0xA69C or 0xA69D or 0xA770 or
            0xA7F8 or 0xA7F9 or (>= 0xAB5C and <= 0xAB5F);

    public static bool IsCased(Rune rune) => IsUpper(rune) || IsLower(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    public static string ToUpper(Rune rune) => rune.Value switch
    {
        0x131 => "I",
        0x17F => "S",
        < 0x10000 when SpecialCasing.Upper((char)rune.Value) is { } special => special,
        _ => Rune.ToUpperInvariant(rune).ToString(),
    };

    private static string ToTitle(Rune rune) => rune.Value switch
    {
        < 0x10000 when SpecialCasing.Title((char)rune.Value) is { } special => special,
        // The Latin digraphs come in threes: upper, title, lower. Georgian has no title case.
        >= 0x1C4 and <= 0x1C6 => "\u01c5",
        >= 0x1C7 and <= 0x1C9 => "\u01c8",
        >= 0x1CA and <= 0x1CC => "\u01cb",
        >= 0x1F1 and <= 0x1F3 => "\u01f2",
        >= 0x10D0 and <= 0x10FF => rune.ToString(),
        _ => ToUpper(rune),
    };

    private static string ToLower(string text, Rune rune, int at) => rune.Value switch
    {
        0x130 => "i\u0307",
        0x3A3 => (IsFinalSigma(text, at) ? FinalSigma : 'σ').ToString(),
        _ => Rune.ToLowerInvariant(rune).ToString(),
    };

    /// <summary>A sigma that ends a word: a cased letter before it and none after it.</summary>
    private static bool IsFinalSigma(string text, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsIgnorable(text[before])) before--;
        if (before < 0 || !IsCasedAt(text, before)) return false;
        var after = at + 1;
        while (after < text.Length && IsIgnorable(text[after])) after++;
        return after >= text.Length || !IsCasedAt(text, after);
    }

    private static bool IsIgnorable(char c) => c is '\'' or '.' or ':' or '\u00b7' or '\u2019' || char.GetUnicodeCategory(c) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or
        UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    private static bool IsCasedAt(string text, int at) => !char.IsSurrogate(text[at]) && IsCased(new Rune(text[at]));

    private static StringValue Map(RenderContext context, StringValue value, Func<string, Rune, int, string> map)
    {
        context.ChargeCharacters(value.Text.Length * 4L);
        var result = context.NewText();
        var at = 0;
        foreach (var run in value.Runs)
        {
            while (at < run.End)
            {
                if (Rune.TryGetRuneAt(value.Text, at, out var rune)) result.Append(map(value.Text, rune, at), run.IsTemplate);
                else result.Append(value.Text[at].ToString(), run.IsTemplate);
                at += Math.Max(1, rune.Utf16SequenceLength);
            }
        }
        return result.ToValue(value.IsMarkup);
    }
}
