using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Syntax;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>Reads whole numbers as Python's <c>int(text, base)</c> does.</summary>
internal static class WholeText
{
    public static bool TryParse(string text, int radix, int maxDigits, out BigInteger value)
    {
        value = 0;
        var start = PythonSpace.SkipForward(text, 0);
        var end = PythonSpace.SkipBack(text, text.Length, start);
        var negative = false;
        if (start < end && text[start] is '+' or '-') negative = text[start++] == '-';
        if (radix is not 0 and (< 2 or > 36)) return false;
        var prefix = end - start > 2 && text[start] == '0' ? char.ToLowerInvariant(text[start + 1]) : '\0';
        var prefixRadix = prefix switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
        if (prefixRadix != 0 && (radix == 0 || radix == prefixRadix))
        {
            radix = prefixRadix;
            start += text[start + 2] == '_' ? 3 : 2;
        }
        if (radix == 0)
        {
            radix = 10;
            if (end - start > 1 && text[start] == '0' && text.AsSpan(start, end - start).IndexOfAnyExcept('0', '_') >= 0) return false;
        }
        if (start >= end || end - start > maxDigits || !HasValidUnderscores(text[start..end])) return false;
        for (var i = start; i < end; i++)
        {
            if (text[i] == '_') continue;
            var digit = DigitOf(text[i]);
            if (digit < 0 || digit >= radix) return false;
            value = value * radix + digit;
        }
        if (negative) value = -value;
        return true;
    }

    /// <summary>Each underscore stands between two digits.</summary>
    public static bool HasValidUnderscores(string text)
    {
        for (var i = text.IndexOf('_', StringComparison.Ordinal); i >= 0; i = text.IndexOf('_', i + 1))
            if (i == 0 || i == text.Length - 1 || !char.IsAsciiLetterOrDigit(text[i - 1]) || !char.IsAsciiLetterOrDigit(text[i + 1])) return false;
        return true;
    }

    private static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ when char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.DecimalDigitNumber => (int)char.GetNumericValue(c),
        _ => -1,
    };
}
