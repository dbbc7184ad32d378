using System.Globalization;

namespace Pensieve.Console.Shared;

/// <summary>Figures as pages show them: three digits that matter, invariant culture.</summary>
public static class Format
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>"812", "3,450", "12.4", "0.35".</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 or 0 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>"512 MiB", "1.25 GiB".</summary>
    public static string Bytes(double value)
    {
        var unit = 0;
        while (value >= 1024 && unit < s_units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return $"{Number(value)} {s_units[unit]}";
    }

    /// <summary>"0.4 ms", "84 ms", "1.25 s", "2 min 5 s".</summary>
    public static string Milliseconds(double value) => value switch
    {
        < 10 => value.ToString("0.#", CultureInfo.InvariantCulture) + " ms",
        < 1000 => value.ToString("0", CultureInfo.InvariantCulture) + " ms",
        < 60_000 => (value / 1000).ToString("0.##", CultureInfo.InvariantCulture) + " s",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(value / 60_000)} min {(int)(value % 60_000 / 1000)} s"),
    };

    /// <summary>"now", "12 s ago", "3 min ago", "2 h ago".</summary>
    public static string Ago(TimeSpan age) => age.TotalSeconds switch
    {
        < 1 => "now",
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalSeconds} s ago"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes} min ago"),
        < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} d ago"),
    };

    /// <summary>"43 %".</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    /// <summary>"1 request", "3 requests".</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
