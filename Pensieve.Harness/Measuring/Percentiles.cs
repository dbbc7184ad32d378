namespace Pensieve.Harness.Measuring;

/// <summary>
/// Percentiles of raw samples by nearest rank, with an upper bound that holds with a stated confidence whatever the distribution: an
/// order statistic whose rank follows from the binomial distribution. The largest sample is never the bound, so small n have none.
/// </summary>
public static class Percentiles
{
    /// <summary>Confidence of upper bounds.</summary>
    public const double Confidence = 0.99;

    /// <summary>The sample of rank ⌈p·n⌉.</summary>
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="p">Between 0 and 1.</param>
    public static double NearestRank(ReadOnlySpan<double> sorted, double p) =>
        sorted[Math.Clamp((int)Math.Ceiling((p * sorted.Length) - 1e-9), 1, sorted.Length) - 1];

    /// <summary>
    /// The 1-based rank of the sample that the percentile does not exceed with the given confidence; null = there are too few
    /// samples for any but the largest.
    /// </summary>
    public static int? UpperRank(int n, double p, double confidence = Confidence)
    {
        // P(X(k) ≥ the percentile) = P(Bin(n, p) ≤ k − 1).
        if (n < 2) return null;
        var below = 0.0;
        var logFactor = n * Math.Log(1 - p);
        for (var k = 1; k < n; k++)
        {
            below += Math.Exp(logFactor);
            if (below >= confidence) return k;
            logFactor += Math.Log((double)(n - k + 1) / k) + Math.Log(p / (1 - p));
        }

        return null;
    }

    /// <summary>Fewest samples that certify a percentile: 11 for p50, 64 for p90, 130 for p95, 662 for p99.</summary>
    public static int Floor(double p, double confidence = Confidence)
    {
        int low = 2, high = 4;
        while (UpperRank(high, p, confidence) is null) high *= 2;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (UpperRank(middle, p, confidence) is null) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
