using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Verdicts;

public sealed class CurveTests
{
    [Theory]
    [InlineData(8, 10, 0.4902, 0.9433)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(20, 20, 0.8389, 1)]
    public void Wilson_KnownShares_HaveTheirBounds(int hits, int n, double low, double high)
    {
        var (l, h) = Wilson.Interval(hits, n);
        Assert.Equal((low, high), (Math.Round(l, 4), Math.Round(h, 4)));
    }

    [Fact]
    public void Distributions_KnownPoints_Agree()
    {
        Assert.Equal(0.9750021048517795, Normal.Cumulative(1.96), 12);
        Assert.Equal(9.865876450377, Normal.Cumulative(-6) * 1e10, 8);
        Assert.Equal(1.959963984540054, Normal.Quantile(0.975), 10);
        Assert.Equal(2.2281388519649385, StudentT.Quantile(0.975, 10), 8);
        Assert.Equal(12.706204736432095, StudentT.Quantile(0.975, 1), 6);
        Assert.Equal(1.9839715185235518, StudentT.Quantile(0.975, 100), 8);
    }

    [Fact]
    public void Kneedle_SaturatingCurve_IsFarthestFromItsChord()
    {
        double[] x = [.. Enumerable.Range(0, 10).Select(i => (double)i)];
        Assert.Equal(2, Kneedle.Find(x, [.. x.Select(v => v / (v + 1))]));
        Assert.Null(Kneedle.Find(x, [.. x.Select(v => 3 * v)]));
        Assert.Null(Kneedle.Find(x, [.. x.Select(_ => 1.0)]));
        Assert.Null(Kneedle.Find([1, 2], [1, 2]));
    }

    [Theory]
    [InlineData(0.0, 0.08)]
    [InlineData(0.6, 0.12)]
    public void LeastSquares_NoSlope_IsSeldomCalledOne(double correlation, double most)
    {
        var random = new Random(9);
        var wrong = Enumerable.Range(0, 500).Count(_ =>
        {
            var line = Trend.LeastSquares([.. Enumerable.Range(0, 60).Select(i => (double)i)], Noise(random, 60, correlation));
            return line.Rises || line.Falls;
        });
        Assert.InRange(wrong / 500.0, 0, most);
    }

    [Fact]
    public void Trends_KnownSlope_AreFoundDespiteAnOutlier()
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 50).Select(i => (double)i)];
        double[] y = [.. x.Zip(Noise(random, 50, 0), (v, e) => (0.5 * v) + e)];
        Assert.True(Trend.LeastSquares(x, y) is { Rises: true, Low: < 0.5, High: > 0.5 });
        y[49] = -1e6;
        Assert.InRange(Trend.TheilSen(x, y).Slope, 0.45, 0.55);
        Assert.True(Trend.TheilSen(x, y).Rises);
    }

    private static double[] Noise(Random random, int n, double correlation)
    {
        var noise = new double[n];
        for (var i = 0; i < n; i++) noise[i] = (i > 0 ? correlation * noise[i - 1] : 0) + RankTests.Gauss(random);
        return noise;
    }
}
