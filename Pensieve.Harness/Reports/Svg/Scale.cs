namespace Pensieve.Harness.Reports.Svg;

/// <summary>Values to coordinates, and where to write figures beside an axis.</summary>
public sealed record Scale(double Low, double High, double Start, double End, bool Log = false)
{
    private static readonly double[] s_steps = [1, 2, 2.5, 5, 10];

    /// <summary>Coordinate of a value.</summary>
    public double this[double value] => Start + (End - Start) * Share(value);

    /// <summary>Values for marks: round ones, about <paramref name="count"/>.</summary>
    public IReadOnlyList<double> Ticks(int count, bool binary = false)
    {
        if (Log) return LogTicks();
        var rough = (High - Low) / Math.Max(1, count);
        var unit = binary ? Math.Pow(2, Math.Ceiling(Math.Log2(rough))) : Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = binary ? unit : unit * s_steps.First(s => s * unit >= rough * 0.999);
        if (!double.IsFinite(step) || step <= 0) return [Low];
        List<double> ticks = [];
        for (var value = Math.Ceiling(Low / step) * step; value <= High + step * 1e-6; value += step) ticks.Add(Math.Abs(value) < step * 1e-6 ? 0 : value);
        return ticks;
    }

    /// <summary>From zero to a little above the highest value.</summary>
    public static Scale FromZero(IEnumerable<double> values, double start, double end)
    {
        var high = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return new Scale(0, high > 0 ? high * 1.08 : 1, start, end);
    }

    private double Share(double value) => Log
        ? (Math.Log(Math.Max(value, double.Epsilon)) - Math.Log(Low)) / Math.Max(1e-12, Math.Log(High) - Math.Log(Low))
        : (value - Low) / Math.Max(1e-12, High - Low);

    private List<double> LogTicks()
    {
        var many = Math.Log10(High / Low) > 2.5;
        List<double> ticks = [];
        for (var power = Math.Pow(10, Math.Floor(Math.Log10(Low))); power <= High; power *= 10)
        {
            foreach (var factor in many ? [1.0] : new[] { 1.0, 2, 5 })
            {
                if (power * factor >= Low * 0.999 && power * factor <= High * 1.001) ticks.Add(power * factor);
            }
        }

        return ticks.Count == 0 ? [Low, High] : ticks;
    }
}
