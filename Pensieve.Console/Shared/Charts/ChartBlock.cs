using System.Globalization;
using Pensieve.Console.Live;

namespace Pensieve.Console.Shared.Charts;

/// <summary>New points of all charts of a board, as they cross to the browser in one call.</summary>
/// <param name="Times">Seconds since 1970.</param>
/// <param name="Columns">One array per series, charts in order; null = a gap.</param>
/// <param name="Slots">Slot states of each time.</param>
public sealed record ChartBlock(double[] Times, double?[][] Columns, string[] Slots)
{
    /// <summary>The points of <paramref name="samples"/>.</summary>
    public static ChartBlock From(IReadOnlyList<ChartDefinition> charts, IReadOnlyList<LiveSample> samples) => new(
        [.. samples.Select(s => s.Time.ToUnixTimeMilliseconds() / 1000.0)],
        [.. charts.SelectMany(c => c.Series).Select(series => samples.Select(s => Round(series.Value(s))).ToArray())],
        [.. samples.Select(s => s.Slots)]);

    /// <summary>Text of a value in a table or summary; null = a gap.</summary>
    public static string? Text(double value, ChartFormat format) => !double.IsFinite(value) ? null : format switch
    {
        ChartFormat.Bytes => Format.Bytes(value),
        ChartFormat.Milliseconds => Format.Milliseconds(value),
        ChartFormat.Count => value.ToString("N0", CultureInfo.InvariantCulture),
        _ => Format.Number(value),
    };

    // Four digits are finer than a pixel and halve what goes over the wire.
    private static double? Round(double value)
    {
        if (!double.IsFinite(value)) return null;
        if (value == 0) return 0;
        var scale = Math.Pow(10, 3 - Math.Floor(Math.Log10(Math.Abs(value))));
        return scale > 1e12 ? value : Math.Round(value * scale) / scale;
    }
}
