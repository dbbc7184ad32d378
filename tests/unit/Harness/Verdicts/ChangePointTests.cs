using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Verdicts;

public sealed class ChangePointTests
{
    [Fact]
    public void Find_OneStep_IsFoundWhereItIs()
    {
        var random = new Random(3);
        for (var repeat = 0; repeat < 50; repeat++)
        {
            var at = random.Next(8, 22);
            var change = Assert.Single(ChangePoints.Find([.. Level(random, at, 100), .. Level(random, 30 - at, 110)]));
            Assert.InRange(change.Index, at - 1, at + 1);
            Assert.InRange(change.Ratio, 1.08, 1.12);
        }
    }

    [Fact]
    public void Find_TwoSteps_AreBothFound()
    {
        var random = new Random(4);
        var found = ChangePoints.Find([.. Level(random, 12, 100), .. Level(random, 12, 115), .. Level(random, 12, 100)]);
        Assert.Equal([12, 24], found.Select(c => c.Index));
        Assert.True(found[0].Ratio > 1.1 && found[1].Ratio < 0.9);
    }

    [Fact]
    public void Find_NoiseAlone_RarelyFindsAnything()
    {
        var random = new Random(5);
        var wrong = Enumerable.Range(0, 200).Count(_ => ChangePoints.Find([.. Level(random, 30, 100, noise: 0.05)]).Count > 0);
        Assert.InRange(wrong, 0, 10);
    }

    [Fact]
    public void Find_TooFewOrTooSmall_FindsNothing()
    {
        var random = new Random(6);
        Assert.Empty(ChangePoints.Find([.. Level(random, 4, 100), .. Level(random, 4, 200)]));
        Assert.Empty(ChangePoints.Find([.. Level(random, 20, 100, noise: 0.001), .. Level(random, 20, 101, noise: 0.001)]));
        Assert.Empty(ChangePoints.Find([.. Level(random, 20, 100), 0, .. Level(random, 20, 200)]));
    }

    private static IEnumerable<double> Level(Random random, int count, double level, double noise = 0.01) =>
        Enumerable.Range(0, count).Select(_ => level * Math.Exp(noise * RankTests.Gauss(random)));
}
