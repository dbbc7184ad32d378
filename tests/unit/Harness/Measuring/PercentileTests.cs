using Pensieve.Harness.Measuring;

namespace Pensieve.Tests.Unit.Harness.Measuring;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(0.5, 11)]
    [InlineData(0.9, 64)]
    [InlineData(0.95, 130)]
    [InlineData(0.99, 662)]
    [InlineData(0.999, 6636)]
    public void Floor_At99PercentConfidence_IsAsPublished(double p, int n)
    {
        Assert.Equal(n, Percentiles.Floor(p));
        Assert.Null(new SampleSet(Enumerable.Range(0, n - 1).Select(i => (double)i)).Certified(p));
        Assert.NotNull(new SampleSet(Enumerable.Range(0, n).Select(i => (double)i)).Certified(p));
    }

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(0.25, 2)]
    [InlineData(0.99, 5)]
    [InlineData(0.2, 1)]
    public void NearestRank_FiveSamples_IsOneOfThem(double p, double expected) => Assert.Equal(expected, Percentiles.NearestRank([1, 2, 3, 4, 5], p));

    [Fact]
    public void Certified_UpperBound_HoldsAtItsConfidence()
    {
        var random = new Random(6);
        var held = Enumerable.Range(0, 2000).Count(_ => new SampleSet(Enumerable.Range(0, 150).Select(_ => random.NextDouble())).Certified(0.95)!.Value.Upper >= 0.95);
        Assert.InRange(held / 2000.0, 0.985, 1);
    }

    [Fact]
    public void Certified_TimedOutRequests_MakeItInfinite()
    {
        var samples = new SampleSet([.. Enumerable.Repeat(1.0, 90), .. Enumerable.Repeat(double.PositiveInfinity, 60)]);
        Assert.Equal((1, double.PositiveInfinity), (samples.Certified(0.5)!.Value.Value, samples.Certified(0.95)!.Value.Value));
    }

    [Fact]
    public void Histogram_MergedParts_GiveThePercentilesOfTheWhole()
    {
        var random = new Random(12);
        double[] all = [.. Enumerable.Range(0, 30_000).Select(_ => Math.Exp(8 * random.NextDouble()) - 0.9)];
        LiveHistogram[] parts = [new(), new(), new()];
        Parallel.For(0, all.Length, i => parts[i % 3].Record(all[i]));
        var merged = new LiveHistogram();
        foreach (var part in parts) merged.Merge(part);
        Array.Sort(all);
        Assert.Equal(all.Length, merged.Count);
        foreach (var p in (double[])[0.01, 0.5, 0.95, 0.99, 0.999])
        {
            var exact = Percentiles.NearestRank(all, p);
            Assert.InRange(merged.Percentile(p)!.Value, exact * 0.99 - 0.001, exact * 1.01 + 0.001);
        }

        var spread = merged.Take()!;
        Assert.Equal(all.Length, spread.N);
        Assert.InRange(spread.Max, all[^1] - 0.001, all[^1]);
        Assert.Null(merged.Take());
    }

    [Fact]
    public void Prometheus_Text_SumsOverLabels()
    {
        var sums = PrometheusText.Sums("# HELP x y\nx{a=\"1\",b=\"} 2\"} 3\nx{a=\"2\"} 4.5 1700000000\nprocess_cpu_seconds_total 1e2\nbroken\n");
        Assert.Equal((7.5, 100.0, 2), (sums["x"], sums["process_cpu_seconds_total"], sums.Count));
    }
}
