using System.Globalization;
using System.Text;
using Pensieve.Engine.Chat.Jinja.Runtime;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary><c>strftime</c> in the C locale, with glibc's <c>-</c> flag for numbers without padding.</summary>
internal static class TimeFormat
{
    public static string Format(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }
            var isBare = i + 1 < format.Length && format[i + 1] == '-';
            if (isBare) i++;
            if (++i >= format.Length) throw new TemplateRuntimeException("strftime_now: the format ends inside a directive");
            var part = Directive(time, format[i]);
            text.Append(isBare && part.Length > 1 ? part.TrimStart('0', ' ') is { Length: > 0 } bare ? bare : "0" : part);
        }
        return text.ToString();
    }

    private static string Directive(DateTimeOffset t, char directive) => directive switch
    {
        'a' => t.ToString("ddd", CultureInfo.InvariantCulture),
        'A' => t.ToString("dddd", CultureInfo.InvariantCulture),
        'b' or 'h' => t.ToString("MMM", CultureInfo.InvariantCulture),
        'B' => t.ToString("MMMM", CultureInfo.InvariantCulture),
        'c' => Format(t, "%a %b %e %H:%M:%S %Y"),
        'C' => Number(t.Year / 100, 2),
        'd' => Number(t.Day, 2),
        'D' or 'x' => Format(t, "%m/%d/%y"),
        'e' => Number(t.Day, 0).PadLeft(2),
        'f' => Number((int)(t.Ticks % TimeSpan.TicksPerSecond / 10), 6),
        'F' => Format(t, "%Y-%m-%d"),
        'G' => Number(ISOWeek.GetYear(t.DateTime), 4),
        'H' => Number(t.Hour, 2),
        'I' => Number((t.Hour + 11) % 12 + 1, 2),
        'j' => Number(t.DayOfYear, 3),
        'm' => Number(t.Month, 2),
        'M' => Number(t.Minute, 2),
        'n' => "\n",
        'p' => t.Hour < 12 ? "AM" : "PM",
        'r' => Format(t, "%I:%M:%S %p"),
        'R' => Format(t, "%H:%M"),
        's' => t.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Number(t.Second, 2),
        't' => "\t",
        'T' or 'X' => Format(t, "%H:%M:%S"),
        'u' => Number((int)t.DayOfWeek is var day and > 0 ? day : 7, 1),
        'U' => Number((t.DayOfYear + 6 - (int)t.DayOfWeek) / 7, 2),
        'V' => Number(ISOWeek.GetWeekOfYear(t.DateTime), 2),
        'w' => Number((int)t.DayOfWeek, 1),
        'W' => Number((t.DayOfYear + 6 - ((int)t.DayOfWeek + 6) % 7) / 7, 2),
        'y' => Number(t.Year % 100, 2),
        'Y' => Number(t.Year, 0),
        // The local time that Python formats carries no zone.
        'z' or 'Z' => "",
        '%' => "%",
        _ => throw new TemplateRuntimeException($"strftime_now: the directive %{directive} is not supported"),
    };

    private static string Number(int value, int digits) => value.ToString("D" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
