using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>Builds markup. Interpolated text is escaped and numbers are written without culture; literals go as they stand.</summary>
public sealed class SvgWriter
{
    private readonly StringBuilder _text = new();

    /// <summary>Appends markup.</summary>
    public SvgWriter Put([InterpolatedStringHandlerArgument("")] ref Handler markup)
    {
        _ = markup.Writer;
        return this;
    }

    /// <summary>Appends markup that is known to be sound.</summary>
    public SvgWriter Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>Text made safe for content and attributes; characters that XML forbids become a replacement.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': result.Append("&amp;"); break;
                case '<': result.Append("&lt;"); break;
                case '>': result.Append("&gt;"); break;
                case '"': result.Append("&quot;"); break;
                case '\'': result.Append("&#39;"); break;
                case < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF or 0x7F: result.Append('\uFFFD'); break;
                default: result.Append(rune.ToString()); break;
            }
        }

        return result.ToString();
    }

    /// <summary>A label of at most so many characters; what is too long loses its middle, since ends tell labels apart.</summary>
    public static string Short(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= most ? text : $"{text[..(most / 2 - 1)]}…{text[^(most - most / 2)..]}";
    }

    /// <summary>A coordinate: at most two decimals.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Writes the parts of interpolated markup.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler(int literalLength, int formattedCount, SvgWriter writer)
    {
        /// <summary>Where it goes.</summary>
        public SvgWriter Writer { get; } = writer;

        /// <summary>Characters foreseen.</summary>
        public int Length { get; } = literalLength + formattedCount * 8;

        /// <summary>Markup.</summary>
        public void AppendLiteral(string markup) => Writer._text.Append(markup);

        /// <summary>Text, escaped.</summary>
        public void AppendFormatted(string? text) => Writer._text.Append(Escape(text ?? ""));

        /// <summary>A number.</summary>
        public void AppendFormatted(double value) => Writer._text.Append(Number(value));

        /// <summary>Anything in a format of its own, escaped.</summary>
        public void AppendFormatted(DateTime value, string format) => Writer._text.Append(value.ToString(format, CultureInfo.InvariantCulture));

        /// <summary>A number.</summary>
        public void AppendFormatted(long value) => Writer._text.Append(value.ToString(CultureInfo.InvariantCulture));
    }
}
