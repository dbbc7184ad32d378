namespace Pensieve.Harness.Measuring;

/// <summary>Raw samples of one metric, sorted. A request that timed out is +∞: slower than anything that was measured.</summary>
public sealed class SampleSet
{
    private readonly double[] _sorted;

    /// <summary>A set of samples.</summary>
    public SampleSet(IEnumerable<double> samples)
    {
        _sorted = [.. samples];
        Array.Sort(_sorted);
    }

    /// <summary>How many.</summary>
    public int Count => _sorted.Length;

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<double> Sorted => _sorted;

    /// <summary>Mean of the finite ones; null = none.</summary>
    public double? Mean => _sorted.Any(double.IsFinite) ? _sorted.Where(double.IsFinite).Average() : null;

    /// <summary>Largest; null = none.</summary>
    public double? Max => Count == 0 ? null : _sorted[^1];

    /// <summary>
    /// A percentile and its certified upper bound; null where too few samples certify it. The figure is +∞ where so many requests
    /// timed out that it lies beyond what was measured.
    /// </summary>
    public (double Value, double Upper)? Certified(double p) =>
        Percentiles.UpperRank(Count, p) is { } rank ? (Percentiles.NearestRank(_sorted, p), _sorted[rank - 1]) : null;

    /// <summary>Nearest rank whatever the number of samples, for use inside a computation; null = there are none.</summary>
    public double? Percentile(double p) => Count == 0 ? null : Percentiles.NearestRank(_sorted, p);
}
