using System.Globalization;
using System.Text;

namespace Pensieve.Engine.Chat.Jinja.Syntax;

/// <summary>Escapes in string literals, as Python's <c>unicode-escape</c> reads them.</summary>
internal static class StringLiteral
{
    public static string Unescape(ReadOnlySpan<char> text, int line)
    {
        if (!text.Contains('\\')) return text.ToString();
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }
            i++;
            switch (text[i])
            {
                case '\n': break;
                case '\\' or '\'' or '"': result.Append(text[i]); break;
                case 'a': result.Append('\a'); break;
                case 'b': result.Append('\b'); break;
                case 'f': result.Append('\f'); break;
                case 'n': result.Append('\n'); break;
                case 'r': result.Append('\r'); break;
                case 't': result.Append('\t'); break;
                case 'v': result.Append('\v'); break;
                case 'x': AppendHex(result, text, ref i, 2, line); break;
                case 'u': AppendHex(result, text, ref i, 4, line); break;
                case 'U': AppendHex(result, text, ref i, 8, line); break;
                case 'N': throw new TemplateSyntaxException("characters by name (\\N{…}) are not supported in strings", line);
                case >= '0' and <= '7': AppendOctal(result, text, ref i); break;
                default: result.Append('\\').Append(text[i]); break;
            }
        }
        return result.ToString();
    }

    private static void AppendHex(StringBuilder result, ReadOnlySpan<char> text, ref int i, int digits, int line)
    {
        if (i + digits >= text.Length ||
            !int.TryParse(text.Slice(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ||
            code is < 0 or > 0x10FFFF)
        {
            throw new TemplateSyntaxException($"a \\{text[i]} escape needs {digits} hexadecimal digits of a Unicode character", line);
        }
        i += digits;
        if (code > 0xFFFF) result.Append(char.ConvertFromUtf32(code));
        else result.Append((char)code);
    }

    private static void AppendOctal(StringBuilder result, ReadOnlySpan<char> text, ref int i)
    {
        var code = 0;
        var end = Math.Min(text.Length, i + 3);
        for (; i < end && text[i] is >= '0' and <= '7'; i++) code = code * 8 + (text[i] - '0');
        i--;
        result.Append((char)code);
    }
}
