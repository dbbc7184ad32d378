using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Verdicts;

public sealed class ComparisonTests
{
    [Fact]
    public void Judge_SameVariant_NeverSaysChanged()
    {
        var random = new Random(5);
        for (var repeat = 0; repeat < 400; repeat++)
        {
            PairedComparison.Series[] series = [.. Enumerable.Range(0, 3).Select(m => Series(random, $"m{m}", 10, noise: 0.03, ratio: 1))];
            var delta = series.ToDictionary(s => s.Metric, s => Series(random, s.Metric, 10, noise: 0.03, ratio: 1) is var same ? PairedComparison.NoiseFloor(same.A, same.B) : 0);
            Assert.All(PairedComparison.Judge(series, delta), r => Assert.True(r.Verdict is ChangeVerdict.Equivalent or ChangeVerdict.Inconclusive, $"{r}"));
        }
    }

    [Theory]
    [InlineData(1.05, false, ChangeVerdict.Regressed)]
    [InlineData(1.05, true, ChangeVerdict.Improved)]
    [InlineData(0.95, false, ChangeVerdict.Improved)]
    [InlineData(0.95, true, ChangeVerdict.Regressed)]
    [InlineData(1.0, false, ChangeVerdict.Equivalent)]
    public void Judge_FivePercentAtOnePercentNoise_IsFound(double ratio, bool higherIsBetter, ChangeVerdict expected)
    {
        var random = new Random(8);
        var found = Enumerable.Range(0, 100).Count(_ => PairedComparison.Judge([Series(random, "x", 10, 0.01, ratio, higherIsBetter)])[0].Verdict == expected);
        Assert.InRange(found, 90, 100);
    }

    [Fact]
    public void Judge_NoiseAsLargeAsTheEffect_IsInconclusive()
    {
        var random = new Random(2);
        var verdicts = Enumerable.Range(0, 50).Select(_ => PairedComparison.Judge([Series(random, "x", 6, 0.15, 1.03)])[0].Verdict);
        Assert.True(verdicts.Count(v => v == ChangeVerdict.Inconclusive) > 45);
    }

    [Fact]
    public void NoiseFloor_QuietAndNoisyMachine_IsTwoPercentOrTwiceTheHalfWidth()
    {
        var random = new Random(4);
        var quiet = Series(random, "x", 10, 0.001, 1);
        Assert.Equal(PairedComparison.LeastEffect, PairedComparison.NoiseFloor(quiet.A, quiet.B));
        var noisy = Series(random, "x", 10, 0.05, 1);
        Assert.InRange(PairedComparison.NoiseFloor(noisy.A, noisy.B), 0.03, 0.25);
    }

    [Theory]
    [InlineData(true, 5, ChangeVerdict.Regressed)]
    [InlineData(false, 5, ChangeVerdict.Inconclusive)]
    [InlineData(true, 4, ChangeVerdict.Inconclusive)]
    public void History_JudgesOnlyEqualEnvironmentsAndEnoughRuns(bool same, int runs, ChangeVerdict expected)
    {
        double[] old = [.. Enumerable.Range(0, runs).Select(i => 100.0 + i)], now = [.. Enumerable.Range(0, runs).Select(i => 120.0 + i)];
        var result = HistoryComparison.Judge(old, now, higherIsBetter: false, same);
        Assert.Equal(expected, result.Verdict);
        Assert.Equal(expected == ChangeVerdict.Inconclusive, result.Reason is not null);
    }

    private static PairedComparison.Series Series(Random random, string metric, int pairs, double noise, double ratio, bool higherIsBetter = false) => new(
        metric, [.. Enumerable.Range(0, pairs).Select(_ => 100 * Math.Exp(noise / Math.Sqrt(2) * RankTests.Gauss(random)))],
        [.. Enumerable.Range(0, pairs).Select(_ => 100 * ratio * Math.Exp(noise / Math.Sqrt(2) * RankTests.Gauss(random)))], higherIsBetter);
}
