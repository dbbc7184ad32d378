using System.Numerics;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Measuring;

/// <summary>
/// Histogram of milliseconds with buckets of constant relative width (under 1 %) from 1 µs to over an hour, safe from many threads
/// without a lock. Histograms of several intervals or clients are merged by adding their buckets; percentiles are never averaged.
/// For live charts: verdicts are computed from the raw samples.
/// </summary>
public sealed class LiveHistogram
{
    private const int SubBits = 7;
    private const int Sub = 1 << SubBits;
    private readonly int[] _counts = new int[Sub * 27];
    private long _maxMicros;

    /// <summary>Samples in it.</summary>
    public long Count => _counts.Sum(c => (long)c);

    /// <summary>Adds a sample in milliseconds; negative ones count as 0.</summary>
    public void Record(double ms)
    {
        var micros = (long)Math.Max(0, ms * 1e3);
        Interlocked.Increment(ref _counts[IndexOf(micros)]);
        long seen;
        while (micros > (seen = Volatile.Read(ref _maxMicros)) && Interlocked.CompareExchange(ref _maxMicros, micros, seen) != seen)
        {
        }
    }

    /// <summary>Adds all of another one.</summary>
    public void Merge(LiveHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            var count = Volatile.Read(ref other._counts[i]);
            if (count > 0) Interlocked.Add(ref _counts[i], count);
        }

        _maxMicros = Math.Max(_maxMicros, other._maxMicros);
    }

    /// <summary>Nearest-rank percentile in milliseconds, the middle of its bucket; null = it is empty.</summary>
    public double? Percentile(double p) => Percentile(_counts, Count, p);

    /// <summary>What is in it, which it then no longer is; null = it is empty.</summary>
    public Spread? Take()
    {
        var counts = new int[_counts.Length];
        long n = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (Volatile.Read(ref _counts[i]) != 0) n += counts[i] = Interlocked.Exchange(ref _counts[i], 0);
        }

        var max = Interlocked.Exchange(ref _maxMicros, 0) / 1e3;
        return n == 0 ? null : new Spread((int)n, At(0.5), At(0.95), At(0.99), max);

        double At(double p) => Math.Round(Math.Min(Percentile(counts, n, p) ?? 0, max), 3);
    }

    private static double? Percentile(int[] counts, long n, double p)
    {
        if (n == 0) return null;
        var rank = Math.Max(1, (long)Math.Ceiling(p * n));
        for (var i = 0; i < counts.Length; i++)
        {
            rank -= counts[i];
            if (rank <= 0) return Middle(i) / 1e3;
        }

        return null;
    }

    // Up to 2·Sub one bucket per microsecond, above it Sub buckets for each doubling.
    private int IndexOf(long micros)
    {
        if (micros < 2 * Sub) return (int)micros;
        var shift = BitOperations.Log2((ulong)micros) - SubBits;
        return (int)Math.Min(_counts.Length - 1, (shift * Sub) + (micros >> shift));
    }

    private static double Middle(int index)
    {
        if (index < 2 * Sub) return index;
        var shift = (index / Sub) - 1;
        return ((long)((index % Sub) + Sub) << shift) + ((1L << shift) / 2.0);
    }
}
