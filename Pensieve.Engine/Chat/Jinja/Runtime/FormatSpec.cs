using System.Globalization;
using System.Numerics;
using System.Text;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Width, alignment, sign and precision of one formatted value, for % and for <c>str.format</c>.</summary>
internal readonly record struct FormatSpec
{
    public FormatSpec()
    {
    }

    public char Fill { get; init; } = ' ';

    /// <summary>One of &lt; &gt; ^ =; NUL = the type's own default.</summary>
    public char Align { get; init; }

    /// <summary>'+', ' ' or '-'.</summary>
    public char Sign { get; init; } = '-';

    public bool Alternate { get; init; }

    /// <summary>',' or '_' between groups of digits; NUL = none.</summary>
    public char Grouping { get; init; }

    public int Width { get; init; }

    public int? Precision { get; init; }

    public FormatSpec WithFlag(char flag) => flag switch
    {
        '-' => this with { Align = '<', Fill = ' ' },
        '0' => Align == '<' ? this : this with { Align = '=', Fill = '0' },
        '+' => this with { Sign = '+' },
        ' ' => Sign == '+' ? this : this with { Sign = ' ' },
        _ => this with { Alternate = true },
    };

    /// <summary>Cuts text to the precision and pads it to the width, both in code points.</summary>
    public void PadText(RenderContext context, TextBuilder result, StringValue text)
    {
        if (Precision is { } most && most < text.Length) text = text.Slice(0, CodePoints.ToUtf16(text, most));
        context.CheckCharacters(Width);
        var missing = Math.Max(0, Width - text.Length);
        var before = Align switch { '>' or '=' => missing, '^' => missing / 2, _ => 0 };
        var fill = Align == '=' ? ' ' : Fill;
        result.AppendRepeated(fill, before, isTemplate: false).Append(text).AppendRepeated(fill, missing - before, isTemplate: false);
    }

    public string Number(BigInteger value, char kind)
    {
        var magnitude = BigInteger.Abs(value);
        var (digits, prefix) = kind switch
        {
            'x' => (Hex(magnitude), "0x"),
            'X' => (Hex(magnitude).ToUpperInvariant(), "0X"),
            'o' => (Octal(magnitude), "0o"),
            'b' => (magnitude.IsZero ? "0" : magnitude.ToString("b", CultureInfo.InvariantCulture).TrimStart('0'), "0b"),
            _ => (magnitude.ToString(CultureInfo.InvariantCulture), ""),
        };
        return PadNumber(value.Sign < 0, Alternate ? prefix : "", Group(digits));
    }

    public string Number(double value, char kind)
    {
        var magnitude = Math.Abs(value);
        var places = Precision ?? 6;
        string digits;
        if (!double.IsFinite(value)) digits = FloatText.Repr(magnitude);
        else if (kind == '%') digits = FloatText.Fixed(magnitude * 100, places) + "%";
        else if (kind is 'f' or 'F') digits = FloatText.Fixed(magnitude, places);
        else if (kind is 'e' or 'E') digits = Exponential(magnitude, places);
        else digits = General(magnitude, Math.Max(1, places), Alternate);
        if (char.IsAsciiLetterUpper(kind)) digits = digits.ToUpperInvariant();
        var point = digits.IndexOfAny(['.', 'e', 'E', '%']);
        var grouped = point < 0 ? Group(digits) : Group(digits[..point]) + digits[point..];
        return PadNumber(double.IsNegative(value) && !double.IsNaN(value), "", grouped);
    }

    public string PadNumber(bool negative, string prefix, string digits)
    {
        var sign = negative ? "-" : Sign == '-' ? "" : Sign.ToString();
        var missing = Math.Max(0, Width - sign.Length - prefix.Length - digits.Length);
        return Align switch
        {
            '=' => sign + prefix + new string(Fill, missing) + digits,
            '<' => sign + prefix + digits + new string(Fill, missing),
            '^' => new string(Fill, missing / 2) + sign + prefix + digits + new string(Fill, missing - missing / 2),
            _ => new string(Fill, missing) + sign + prefix + digits,
        };
    }

    private string Group(string digits)
    {
        if (Grouping == '\0' || digits.Length <= 3) return digits;
        var text = new StringBuilder(digits);
        for (var i = digits.Length - 3; i > 0; i -= 3) text.Insert(i, Grouping);
        return text.ToString();
    }

    private static string Hex(BigInteger value)
    {
        var text = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return text.Length == 0 ? "0" : text;
    }

    private static string Octal(BigInteger value)
    {
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, (char)('0' + (int)(value & 7)));
            value >>= 3;
        }
        while (!value.IsZero);
        return digits.ToString();
    }

    private static string Exponential(double value, int places)
    {
        var text = value.ToString("e" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var mark = text.IndexOf('e', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        return $"{text[..mark]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string General(double value, int digits, bool keepZeros)
    {
        var scientific = Exponential(value, digits - 1);
        var mark = scientific.IndexOf('e', StringComparison.Ordinal);
        var exponent = int.Parse(scientific.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        var isFixed = exponent >= -4 && exponent < digits;
        var mantissa = isFixed ? FloatText.Fixed(value, digits - 1 - exponent) : scientific[..mark];
        if (!keepZeros && mantissa.Contains('.', StringComparison.Ordinal)) mantissa = mantissa.TrimEnd('0').TrimEnd('.');
        return isFixed ? mantissa : mantissa + scientific[mark..];
    }
}
