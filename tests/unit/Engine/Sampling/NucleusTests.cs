using Pensieve.Engine.Sampling;

namespace Pensieve.Tests.Unit.Engine.Sampling;

public sealed class NucleusTests
{
    [Fact]
    public void Find_WeightsThatAddUpExactly_AgreesWithASortToTheLastTie()
    {
        var random = new Random(8);
        var nucleus = new Nucleus();
        for (var round = 0; round < 400; round++)
        {
            // Powers of two add without rounding, and many tokens tie, also at exactly the share asked for.
            var weights = new float[random.Next(1, 6000)];
            var steps = random.Next(1, 6);
            for (var i = 0; i < weights.Length; i++) weights[i] = 1f / (1 << random.Next(steps));
            weights[random.Next(weights.Length)] = 1;
            var topP = random.Next(1, 32) / 32f;
            AssertAgrees(nucleus, weights, topP);
        }
    }

    [Fact]
    public void Find_ShareReachedExactlyAtAWeight_TakesNoMore()
    {
        var weights = new float[4000];
        Array.Fill(weights, 1f, 1000, 1000);
        Array.Fill(weights, 0.5f, 2000, 2000);
        AssertAgrees(new Nucleus(), weights, 0.5f);
    }

    [Fact]
    public void Find_SmoothWeights_AgreesWithASort()
    {
        var random = new Random(10);
        var nucleus = new Nucleus();
        for (var round = 0; round < 100; round++)
        {
            var spread = random.NextDouble() * 6;
            var weights = new float[random.Next(600, 20_000)];
            for (var i = 0; i < weights.Length; i++) weights[i] = (float)Math.Min(1, Math.Exp(spread * (LogitCases.Gaussian(random) - 3)));
            weights[random.Next(weights.Length)] = 1;

            // Sums of other weights round in single precision: a token more or less at the very edge is as good.
            AssertAgrees(nucleus, weights, 0.02f + 0.96f * random.NextSingle(), slack: 1e-6);
        }
    }

    private static void AssertAgrees(Nucleus nucleus, float[] weights, float topP, double slack = 0)
    {
        var total = weights.Sum(weight => (double)weight);
        var survivors = nucleus.Find(weights, total, topP);
        var kept = Enumerable.Range(0, weights.Length)
            .Where(i => weights[i] > survivors.Threshold || (weights[i] == survivors.Threshold && i <= survivors.LastTie))
            .OrderByDescending(i => weights[i]).ThenBy(i => i).ToArray();
        Assert.Equal(Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i]).ThenBy(i => i).Take(kept.Length), kept);
        var mass = kept.Sum(i => (double)weights[i]);
        Assert.True(mass >= (topP - slack) * total, "too few");
        Assert.True(mass - weights[kept[^1]] < (topP + slack) * total, "too many");
    }
}
