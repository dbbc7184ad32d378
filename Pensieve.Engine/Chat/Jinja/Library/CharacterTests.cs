using System.Globalization;
using System.Text;
using Pensieve.Engine.Chat.Jinja.Syntax;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>Python's questions about what a string is made of: false for the empty string.</summary>
internal static class CharacterTests
{
    public static BoolValue IsDecimal(string text) => All(text, static r => Rune.GetUnicodeCategory(r) == UnicodeCategory.DecimalDigitNumber);

    public static BoolValue IsDigit(string text) => All(text, static r =>
        CharUnicodeInfo.GetDigitValue(r.ToString(), 0) >= 0);

    public static BoolValue IsNumeric(string text) => All(text, static r => CharUnicodeInfo.GetNumericValue(r.ToString(), 0) >= 0 || IsNegativeHalf(r));

    public static BoolValue IsAlpha(string text) => All(text, Rune.IsLetter);

    public static BoolValue IsAlphanumeric(string text) => All(text, static r =>
        Rune.IsLetter(r) || CharUnicodeInfo.GetNumericValue(r.ToString(), 0) >= 0 || IsNegativeHalf(r));

    public static BoolValue IsSpace(string text) => All(text, static r => r.IsBmp && PythonSpace.IsSpace((char)r.Value));

    public static BoolValue IsUpper(string text) => HasOnly(text, CaseMapping.IsUpper);

    public static BoolValue IsLower(string text) => HasOnly(text, CaseMapping.IsLower);

    public static BoolValue IsTitle(string text)
    {
        var any = false;
        var inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var starts = CaseMapping.IsUpper(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;
            var continues = CaseMapping.IsLower(rune);
            if (starts ? inWord : continues && !inWord) return BoolValue.False;
            inWord = starts || continues;
            any |= inWord;
        }
        return BoolValue.Of(any);
    }

    /// <summary>U+0F33, the one character whose numeric value is negative.</summary>
    private static bool IsNegativeHalf(Rune rune) => rune.Value == 0xF33;

    private static BoolValue All(string text, Func<Rune, bool> test)
    {
        foreach (var rune in text.EnumerateRunes())
            if (!test(rune)) return BoolValue.False;
        return BoolValue.Of(text.Length > 0);
    }

    /// <summary>At least one cased character, and every cased one passes.</summary>
    private static BoolValue HasOnly(string text, Func<Rune, bool> test)
    {
        var any = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (test(rune)) any = true;
            else if (CaseMapping.IsCased(rune)) return BoolValue.False;
        }
        return BoolValue.Of(any);
    }
}
