using Pensieve.Harness.Load;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Measuring;

/// <summary>Whether a window was steady: means of batches of it must not drift.</summary>
public static class Stability
{
    /// <summary>The drift of a figure over a window, as a share of its mean from the window's begin to its end.</summary>
    /// <param name="Share">Estimate.</param>
    /// <param name="Low">Lower bound of its 95 % interval.</param>
    /// <param name="High">Upper bound.</param>
    public readonly record struct Drift(double Share, double Low, double High)
    {
        /// <summary>Whether it drifts for certain.</summary>
        public bool IsCertain => Low > 0 || High < 0;
    }

    /// <summary>Drift of tokens per second over the steady window.</summary>
    public static Drift OfThroughput(LoadResult load, int batches = 20) => Of(load, batches, (from, to) => load.MetricsBetween(from, to).TokensPerSecond);

    /// <summary>Drift of any figure of a stretch.</summary>
    public static Drift Of(LoadResult load, int batches, Func<long, long, double> figure)
    {
        var (from, to) = load.Window;
        double[] values = [.. Enumerable.Range(0, batches).Select(i => figure(from + ((to - from) * i / batches), from + ((to - from) * (i + 1) / batches)))];
        double[] at = [.. Enumerable.Range(0, batches).Select(i => (i + 0.5) / batches)];
        var mean = values.Average();
        var line = Trend.TheilSen(at, values);
        return mean == 0 ? default : new Drift(line.Slope / mean, line.Low / mean, line.High / mean);
    }
}
