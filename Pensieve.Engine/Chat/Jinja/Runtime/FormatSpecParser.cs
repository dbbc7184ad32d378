using System.Globalization;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Reads what follows the colon in a <c>str.format</c> field.</summary>
internal static class FormatSpecParser
{
    /// <param name="kind">The type letter; NUL = none.</param>
    public static FormatSpec Parse(string text, out char kind)
    {
        var spec = new FormatSpec();
        var i = 0;
        if (text.Length > 1 && IsAlignment(text[1]))
        {
            spec = spec with { Fill = text[0], Align = text[1] };
            i = 2;
        }
        else if (text.Length > 0 && IsAlignment(text[0]))
        {
            spec = spec with { Align = text[0] };
            i = 1;
        }
        if (Next() is '+' or '-' or ' ') spec = spec with { Sign = text[i++] };
        if (Next() == '#')
        {
            spec = spec with { Alternate = true };
            i++;
        }
        if (Next() == '0')
        {
            if (spec.Align == '\0') spec = spec with { Align = '=', Fill = '0' };
            i++;
        }
        spec = spec with { Width = ReadNumber() ?? 0 };
        if (Next() is ',' or '_') spec = spec with { Grouping = text[i++] };
        if (Next() == '.')
        {
            i++;
            spec = spec with { Precision = ReadNumber() ?? throw new TemplateRuntimeException("a format's precision is missing") };
        }
        kind = Next();
        if (kind != '\0') i++;
        if (i < text.Length) throw new TemplateRuntimeException($"invalid format '{text}'");
        return spec;

        char Next() => i < text.Length ? text[i] : '\0';

        int? ReadNumber()
        {
            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            if (i == start) return null;
            return i - start <= 4 ? int.Parse(text.AsSpan(start, i - start), CultureInfo.InvariantCulture)
                : throw new TemplateRuntimeException("width or precision too large in a format");
        }
    }

    private static bool IsAlignment(char c) => c is '<' or '>' or '^' or '=';
}
