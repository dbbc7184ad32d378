using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Verdicts;

public sealed class RankTests
{
    // Hollander and Wolfe (1973): depression scores of nine patients before and after therapy; and permeability at two ages.
    private static readonly double[] s_before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
    private static readonly double[] s_after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    private static readonly double[] s_term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    private static readonly double[] s_early = [1.15, 0.88, 0.90, 0.74, 1.21];

    [Fact]
    public void SignedRank_PublishedExample_HasItsPValue() =>
        Assert.Equal(0.0390625, SignedRank.PValue([.. s_before.Zip(s_after, (a, b) => a - b)]), 7);

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(10, 9)]
    [InlineData(15, 26)]
    [InlineData(20, 53)]
    public void SignedRank_Critical_AgreesWithPublishedTable(int n, int critical) => Assert.Equal(critical, SignedRank.Critical(n, 0.025));

    [Fact]
    public void SignedRank_PValue_EqualsEnumerationOfAllSigns()
    {
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            // Few distinct values: ties and zeros are common.
            double[] d = [.. Enumerable.Range(0, 3 + (round % 8)).Select(_ => (double)random.Next(-4, 5))];
            Assert.Equal(Enumerated(d), SignedRank.PValue(d), 9);
        }
    }

    [Fact]
    public void SignedRank_Estimate_IsMedianOfPairwiseMeans()
    {
        var found = SignedRank.Estimate([1, 2, 6], 0.5);
        Assert.Equal(2.75, found.Estimate);
        Assert.True(double.IsNegativeInfinity(SignedRank.Estimate([1, 2, 3, 4, 5], 0.95).Low));
        Assert.Equal((1, 6), (SignedRank.Estimate([1, 2, 3, 4, 5, 6], 0.95).Low, SignedRank.Estimate([1, 2, 3, 4, 5, 6], 0.95).High));
    }

    [Fact]
    public void SignedRank_Interval_CoversAtItsConfidence()
    {
        var random = new Random(11);
        const int Trials = 2000;
        foreach (var heavy in (bool[])[false, true])
        {
            var covered = 0;
            for (var trial = 0; trial < Trials; trial++)
            {
                var interval = SignedRank.Estimate([.. Enumerable.Range(0, 10).Select(_ => heavy ? Cauchy(random) : Gauss(random))], 0.95);
                if (interval.Low <= 0 && interval.High >= 0) covered++;
            }

            Assert.InRange(covered / (double)Trials, 0.94, 0.97);
        }
    }

    [Fact]
    public void MannWhitney_PublishedExample_HasItsStatisticAndPValue()
    {
        var result = MannWhitney.Test(s_term, s_early);
        Assert.Equal(35, result.U);
        Assert.Equal(2 * 0.1272, result.P, 3);
    }

    [Theory]
    [InlineData(5, 2 / 252.0)]
    [InlineData(3, 0.1)]
    public void MannWhitney_WhollySeparate_HasTheBestPossibleP(int n, double p) =>
        Assert.Equal(p, MannWhitney.Test([.. Enumerable.Range(0, n).Select(i => (double)i)], [.. Enumerable.Range(100, n).Select(i => (double)i)]).P, 9);

    [Fact]
    public void MannWhitney_ManyValues_ApproximatesTheExactTest()
    {
        var random = new Random(3);
        double[] a = [.. Enumerable.Range(0, 20).Select(_ => Gauss(random))], b = [.. Enumerable.Range(0, 20).Select(_ => Gauss(random) + 0.6)];
        var exact = MannWhitney.Test(a, b).P;
        Assert.InRange(MannWhitney.Test([.. a, -50], [.. b, 50]).P, exact * 0.4, exact * 1.6);
    }

    [Fact]
    public void Holm_KnownPValues_AreAdjustedStepwise() => Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));

    private static double Enumerated(double[] differences)
    {
        double[] kept = [.. differences.Where(d => d != 0)];
        if (kept.Length == 0) return 1;
        var ranks = kept.Select(d => kept.Count(o => Math.Abs(o) < Math.Abs(d)) + ((kept.Count(o => Math.Abs(o) == Math.Abs(d)) + 1) / 2.0)).ToArray();
        var observed = kept.Select((d, i) => d > 0 ? ranks[i] : 0).Sum();
        var smaller = Math.Min(observed, ranks.Sum() - observed);
        var low = 0;
        for (var signs = 0; signs < 1 << kept.Length; signs++)
        {
            if (ranks.Where((_, i) => (signs >> i & 1) == 1).Sum() <= smaller + 1e-9) low++;
        }

        return Math.Min(1, 2.0 * low / (1 << kept.Length));
    }

    internal static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Cauchy(Random random) => Math.Tan(Math.PI * (random.NextDouble() - 0.5));
}
