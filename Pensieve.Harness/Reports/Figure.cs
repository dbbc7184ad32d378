using System.Globalization;

namespace Pensieve.Harness.Reports;

/// <summary>Figures as people read them; every report and page writes them through here, so that no two round differently.</summary>
public static class Figure
{
    private static readonly string[] s_bytes = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>What stands where too few samples allow no figure.</summary>
    public const string Insufficient = "insufficient n";

    /// <summary>What stands for a percentile that lies among requests that timed out.</summary>
    public const string TimedOut = "∞ (timed out)";

    /// <summary>"84.2 ms", "1.25 s", "812 tokens/s", "1.5 GiB"; <see cref="Insufficient"/> for null, <see cref="TimedOut"/> for infinity.</summary>
    public static string Text(double? value, string unit) => value is not { } v ? Insufficient : double.IsPositiveInfinity(v) ? TimedOut : unit switch
    {
        "ms" => Math.Abs(v) >= 10_000 ? Digits(v / 1000) + " s" : Digits(v) + " ms",
        "bytes" => Bytes(v),
        "ratio" => Digits(v),
        "count" or "" => v == Math.Floor(v) ? v.ToString("N0", CultureInfo.InvariantCulture) : Digits(v),
        _ => $"{Digits(v)} {unit}",
    };

    /// <summary>A figure beside an axis; rates go without their unit, which <see cref="AxisUnit"/> writes once.</summary>
    public static string AxisText(double value, string unit) => AxisUnit(unit) is null ? Text(value, unit) : Digits(value);

    /// <summary>The unit that an axis has written above it; null = its figures carry it.</summary>
    public static string? AxisUnit(string unit) => unit is "ms" or "s" or "bytes" or "ratio" or "count" or "" ? null : unit;

    /// <summary>Exact and without culture, for machines.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Four digits that matter: "1,234", "84.25", "0.3512".</summary>
    public static string Digits(double value)
    {
        var size = Math.Abs(value);
        var decimals = size >= 1000 || size == 0 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
        return value.ToString(decimals == 0 ? "N0" : "0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>"12 s", "3 min 5 s", "2 h 4 min".</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 10 => seconds.ToString("0.#", CultureInfo.InvariantCulture) + " s",
        < 60 => seconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)} min {(int)(seconds % 60)} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 3600)} h {(int)(seconds % 3600 / 60)} min"),
    };

    /// <summary>"1 case", "3 cases".</summary>
    public static string Count(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>"concurrency 8, prompt 512"; empty for no place.</summary>
    public static string At(IReadOnlyDictionary<string, double>? at) =>
        at is null ? "" : string.Join(", ", at.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {Exact(p.Value)}"));

    private static string Bytes(double value)
    {
        var unit = 0;
        var sign = value < 0 ? "-" : "";
        value = Math.Abs(value);
        while (value >= 1024 && unit < s_bytes.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return $"{sign}{Digits(value)} {s_bytes[unit]}";
    }
}
