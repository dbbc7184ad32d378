namespace Pensieve.Harness.Verdicts;

/// <summary>
/// Compares two variants by pairs of runs that were interleaved: the logarithm of each pair's ratio, its Hodges–Lehmann estimate, and
/// intervals by the exact signed-rank test. A verdict of change needs the whole interval beyond the least effect that counts.
/// </summary>
public static class PairedComparison
{
    /// <summary>Least effect that counts where the machine's own noise is smaller: 2 %.</summary>
    public const double LeastEffect = 0.02;

    /// <summary>Pairs by default, and after the one extension that an undecided comparison may have.</summary>
    public const int Pairs = 10;

    /// <inheritdoc cref="Pairs"/>
    public const int ExtendedPairs = 20;

    /// <summary>Most metrics that decide at once.</summary>
    public const int MaxPrimary = 5;

    /// <summary>Result for one metric. Ratios are B ÷ A: 1.05 = B is 5 % more.</summary>
    /// <param name="Metric">Metric.</param>
    /// <param name="N">Pairs.</param>
    /// <param name="Ratio">Estimate.</param>
    /// <param name="Low">Lower bound of the deciding interval, 95 % or wider; 0 = none.</param>
    /// <param name="High">Upper bound; +∞ = none.</param>
    /// <param name="Delta">Least effect that counts, as a share.</param>
    /// <param name="P">Two-sided p-value of "no change", adjusted for the number of metrics.</param>
    /// <param name="Verdict">What follows.</param>
    public sealed record Result(string Metric, int N, double Ratio, double Low, double High, double Delta, double P, ChangeVerdict Verdict);

    /// <summary>One metric's runs: A and B of each pair, positive.</summary>
    /// <param name="Metric">Metric.</param>
    /// <param name="A">Variant A, in the order of the pairs.</param>
    /// <param name="B">Variant B.</param>
    /// <param name="HigherIsBetter">Which direction is better.</param>
    public sealed record Series(string Metric, IReadOnlyList<double> A, IReadOnlyList<double> B, bool HigherIsBetter);

    /// <summary>The least effect that counts: 2 %, or twice the half-width of an A/A comparison where that is more.</summary>
    /// <param name="sameA">Runs of one variant.</param>
    /// <param name="sameB">Runs of the same variant, paired with them.</param>
    public static double NoiseFloor(IReadOnlyList<double> sameA, IReadOnlyList<double> sameB)
    {
        var interval = SignedRank.Estimate(Logs(sameA, sameB), 0.95);
        return Math.Max(LeastEffect, 2 * Math.Exp((interval.High - interval.Low) / 2) - 2);
    }

    /// <summary>
    /// Judges several metrics. Change: Holm-adjusted at level <paramref name="alpha"/>, and the interval wholly beyond ±δ.
    /// </summary>
    /// <param name="series">At most <see cref="MaxPrimary"/>.</param>
    /// <param name="delta">δ by metric; <see cref="LeastEffect"/> where there is none.</param>
    /// <param name="alpha">0.05; half of it for each look where an extension was declared beforehand.</param>
    public static IReadOnlyList<Result> Judge(IReadOnlyList<Series> series, IReadOnlyDictionary<string, double>? delta = null, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(series.Count, MaxPrimary);
        double[][] logs = [.. series.Select(s => Logs(s.A, s.B))];
        var p = Holm.Adjust([.. logs.Select(SignedRank.PValue)]);

        // Holm's steps as widths of intervals: the k-th smallest p-value is held against α ÷ (m − k + 1).
        int[] order = [.. Enumerable.Range(0, series.Count).OrderBy(i => SignedRank.PValue(logs[i]))];
        var results = new Result[series.Count];
        for (var k = 0; k < order.Length; k++)
        {
            var i = order[k];
            var d = delta?.GetValueOrDefault(series[i].Metric, LeastEffect) ?? LeastEffect;
            var wide = SignedRank.Estimate(logs[i], 1 - (alpha / (order.Length - k)));
            var narrow = SignedRank.Estimate(logs[i], 1 - (2 * alpha));
            var (low, high) = (Math.Log(1 - Math.Min(d, 0.99)), Math.Log(1 + d));
            var verdict = p[i] <= alpha && wide.Low > high ? (series[i].HigherIsBetter ? ChangeVerdict.Improved : ChangeVerdict.Regressed)
                : p[i] <= alpha && wide.High < low ? (series[i].HigherIsBetter ? ChangeVerdict.Regressed : ChangeVerdict.Improved)
                : narrow.Low >= low && narrow.High <= high ? ChangeVerdict.Equivalent
                : ChangeVerdict.Inconclusive;
            results[i] = new Result(series[i].Metric, logs[i].Length, Math.Exp(wide.Estimate), Math.Exp(wide.Low), Math.Exp(wide.High), d, p[i], verdict);
        }

        return results;
    }

    private static double[] Logs(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Count, b.Count);
        return [.. a.Zip(b, (x, y) => Math.Log(y / x))];
    }
}
