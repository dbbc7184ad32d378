using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;

namespace Pensieve.Tests.Unit.Engine.Sampling;

public sealed class SamplerLogProbTests
{
    [Fact]
    public void Sample_WithBiasPenaltiesAndFilters_ReportsTheModelsOwnDistribution()
    {
        var random = new Random(9);
        for (var round = 0; round < 1000; round++)
        {
            var vocabulary = random.Next(1, 3000);
            var logits = new float[vocabulary];
            for (var i = 0; i < vocabulary; i++) logits[i] = random.Next(20) == 0 ? 3 : 4 * LogitCases.Gaussian(random);
            var wanted = random.Next(21);
            var sampler = new Sampler(vocabulary);
            sampler.Reset(
                new SamplingParameters
                {
                    Temperature = random.Next(3) * 0.7f,
                    TopK = random.Next(2) * 40,
                    TopP = 0.9f,
                    PresencePenalty = 1,
                    LogitBias = [new(0, 4)],
                    TopLogProbs = wanted,
                },
                (ulong)round);
            sampler.Accept(random.Next(vocabulary));
            var sampled = sampler.Sample([.. logits]);

            var logSum = Math.Log(logits.Sum(x => Math.Exp(x)));
            Assert.Equal(logits[sampled.Token] - logSum, sampled.LogProb, 2e-5);
            var expected = Enumerable.Range(0, vocabulary).OrderByDescending(i => logits[i]).ThenBy(i => i).Take(wanted).ToArray();
            Assert.Equal(expected, sampler.Top.ToArray().Select(x => x.Token));
            foreach (var (token, logProb) in sampler.Top) Assert.Equal(logits[token] - logSum, logProb, 2e-5);
        }
    }

    [Fact]
    public void Sample_TokensAtInfinity_ShareTheMass()
    {
        var sampler = new Sampler(5);
        sampler.Reset(new SamplingParameters { TopLogProbs = 5 }, 1);
        float[] logits = [1, float.PositiveInfinity, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        var sampled = sampler.Sample(logits);
        Assert.Contains(sampled.Token, new[] { 1, 3 });
        Assert.Equal(Math.Log(0.5), sampled.LogProb, 1e-6);
        Assert.Equal([1, 3], sampler.Top.ToArray().Select(x => x.Token));
    }

    [Fact]
    public void Top_NotAskedFor_IsEmptyAndLogProbIsNaN()
    {
        var sampler = new Sampler(3);
        sampler.Reset(new SamplingParameters { TopLogProbs = 2, Temperature = 0 }, 1);
        sampler.Sample([1, 2, 3]);
        Assert.Equal([2, 1], sampler.Top.ToArray().Select(x => x.Token));
        sampler.Reset(new SamplingParameters { Temperature = 0 }, 1);
        Assert.True(float.IsNaN(sampler.Sample([1, 2, 3]).LogProb));
        Assert.True(sampler.Top.IsEmpty);
    }
}
