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

    [Fact]
    public void History_QuietAndEqual_SaysNoChangeAndNoisyOnesDoNot()
    {
        var random = new Random(9);
        double[] Runs(int count, double noise) => [.. Enumerable.Range(0, count).Select(_ => 100 * Math.Exp(noise * RankTests.Gauss(random)))];
        var quiet = HistoryComparison.Judge(Runs(8, 0.003), Runs(8, 0.003), false, true);
        Assert.Equal(ChangeVerdict.Equivalent, quiet.Verdict);
        Assert.InRange(quiet.Low!.Value, 0.98, quiet.Ratio!.Value);
        Assert.InRange(quiet.High!.Value, quiet.Ratio!.Value, 1.02);
        Assert.Equal(ChangeVerdict.Inconclusive, HistoryComparison.Judge(Runs(5, 0.05), Runs(5, 0.05), false, true).Verdict);

        // What is beyond chance, yet maybe less than counts, is no regression.
        double[] old = [100, 100.1, 100.2, 100.3, 100.4, 100.5], now = [102, 102.1, 102.2, 102.3, 102.4, 102.5];
        Assert.Equal((ChangeVerdict.Inconclusive, true), HistoryComparison.Judge(old, now, false, true) is var r ? (r.Verdict, r.P < 0.01) : default);
    }

    [Theory]
    [InlineData(5, 5, 2)]
    [InlineData(8, 8, 13)]
    [InlineData(10, 7, 14)]
    public void Shift_BoundsAreThoseOfTheTables(int m, int n, int criticalU)
    {
        // All differences are distinct and known: the bounds are the (U + 1)-th from either end.
        double[] first = [.. Enumerable.Range(0, m).Select(i => (double)i * n * 10)], second = [.. Enumerable.Range(0, n).Select(i => 3 + ((double)i * 7))];
        double[] shifts = [.. first.SelectMany(a => second.Select(b => b - a)).Order()];
        var interval = MannWhitney.Shift(first, second, 0.95);
        Assert.Equal((shifts[criticalU], shifts[^(criticalU + 1)]), (interval.Low, interval.High));
    }

    [Fact]
    public void Shift_Interval_CoversTheTruthAsOftenAsItSays()
    {
        var random = new Random(12);
        var covered = Enumerable.Range(0, 600).Count(_ =>
        {
            double[] a = [.. Enumerable.Range(0, 6).Select(_ => RankTests.Gauss(random))], b = [.. Enumerable.Range(0, 7).Select(_ => 1 + RankTests.Gauss(random))];
            var interval = MannWhitney.Shift(a, b, 0.95);
            return interval.Low <= 1 && 1 <= interval.High;
        });
        Assert.InRange(covered, 560, 600);
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), MannWhitney.Shift([1, 2], [3, 4], 0.95) is var few ? (few.Low, few.High) : default);
    }

    private static PairedComparison.Series Series(Random random, string metric, int pairs, double noise, double ratio, bool higherIsBetter = false) => new(
        metric, [.. Enumerable.Range(0, pairs).Select(_ => 100 * Math.Exp(noise / Math.Sqrt(2) * RankTests.Gauss(random)))],
        [.. Enumerable.Range(0, pairs).Select(_ => 100 * ratio * Math.Exp(noise / Math.Sqrt(2) * RankTests.Gauss(random)))], higherIsBetter);
}
