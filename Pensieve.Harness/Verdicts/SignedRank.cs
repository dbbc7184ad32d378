namespace Pensieve.Harness.Verdicts;

/// <summary>
/// Wilcoxon's signed-rank test, exact, and what follows from it: the Hodges–Lehmann estimate of a shift and its interval by
/// inversion of the test. The interval holds for any symmetric distribution, for as few as six pairs.
/// </summary>
public static class SignedRank
{
    /// <summary>Most pairs for which the distribution is computed exactly; beyond, a normal approximation serves.</summary>
    public const int MaxExact = 60;

    /// <summary>An estimate and its interval.</summary>
    /// <param name="Estimate">Hodges–Lehmann: the median of all pairwise means.</param>
    /// <param name="Low">Lower bound; −∞ where so few samples give none.</param>
    /// <param name="High">Upper bound; +∞ likewise.</param>
    public readonly record struct Interval(double Estimate, double Low, double High);

    /// <summary>Estimates the centre of differences.</summary>
    /// <param name="differences">One per pair.</param>
    /// <param name="confidence">At least so much is covered.</param>
    public static Interval Estimate(IReadOnlyList<double> differences, double confidence)
    {
        var n = differences.Count;
        ArgumentOutOfRangeException.ThrowIfZero(n);
        var walsh = new double[n * (n + 1) / 2];
        var at = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i; j < n; j++) walsh[at++] = (differences[i] + differences[j]) / 2;
        }

        Array.Sort(walsh);
        var estimate = Middle(walsh);

        // The largest c with P(T ≤ c − 1) ≤ α/2 gives the interval from the c-th smallest to the c-th largest mean.
        var c = Critical(n, (1 - confidence) / 2);
        return c < 1 ? new Interval(estimate, double.NegativeInfinity, double.PositiveInfinity) : new Interval(estimate, walsh[c - 1], walsh[^c]);
    }

    /// <summary>Two-sided p-value of "the differences are symmetric about 0". Zeros are left out, ties get mean ranks.</summary>
    public static double PValue(IReadOnlyList<double> differences)
    {
        double[] kept = [.. differences.Where(d => d != 0)];
        var n = kept.Length;
        if (n == 0) return 1;
        var ranks = Ranks.Of([.. kept.Select(Math.Abs)]);

        // Mean ranks are halves at most: doubled they are whole, and the distribution over them is exact with ties, too.
        int[] doubled = [.. ranks.Select(r => (int)Math.Round(2 * r))];
        var positive = kept.Select((d, i) => d > 0 ? doubled[i] : 0).Sum();
        var total = doubled.Sum();
        var smaller = Math.Min(positive, total - positive);
        if (n > MaxExact)
        {
            var sigma = Math.Sqrt(doubled.Sum(r => (double)r * r) / 4);
            return Math.Min(1, 2 * Normal.Cumulative((smaller + 1 - (total / 2.0)) / sigma));
        }

        var counts = new double[total + 1];
        counts[0] = 1;
        var reach = 0;
        foreach (var rank in doubled)
        {
            reach += rank;
            for (var sum = reach; sum >= rank; sum--) counts[sum] += counts[sum - rank];
        }

        double below = 0;
        for (var sum = 0; sum <= smaller; sum++) below += counts[sum];
        return Math.Min(1, 2 * below / Math.Pow(2, n));
    }

    /// <summary>The largest c with P(T ≤ c − 1) ≤ <paramref name="tail"/>, T being the statistic of n pairs; 0 = there is none.</summary>
    internal static int Critical(int n, double tail)
    {
        var total = n * (n + 1) / 2;
        if (n > MaxExact)
        {
            var sigma = Math.Sqrt(n * (n + 1.0) * ((2.0 * n) + 1) / 24);
            return (int)Math.Floor((total / 2.0) + 0.5 + (Normal.Quantile(tail) * sigma));
        }

        var counts = new double[total + 1];
        counts[0] = 1;
        for (var rank = 1; rank <= n; rank++)
        {
            for (var sum = rank * (rank + 1) / 2; sum >= rank; sum--) counts[sum] += counts[sum - rank];
        }

        var all = Math.Pow(2, n);
        double below = 0;
        for (var c = 0; c <= total; c++)
        {
            below += counts[c];
            if (below / all > tail) return c;
        }

        return total;
    }

    private static double Middle(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
