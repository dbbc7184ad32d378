using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;

namespace Pensieve.Tests.Unit.Engine.Sampling;

public sealed class SamplerTests
{
    [Fact]
    public void Sample_RandomCases_AgreesWithTheDefinition()
    {
        var random = new Random(7);
        for (var round = 0; round < 6000; round++)
        {
            var vocabulary = round % 40 == 0 ? random.Next(2000, 9000) : random.Next(1, 300);
            var logits = LogitCases.Random(random, vocabulary);
            var parameters = RandomParameters(random, vocabulary);
            var history = Enumerable.Range(0, random.Next(100)).Select(_ => random.Next(vocabulary)).ToArray();
            var seed = (ulong)random.NextInt64();
            var position = (ulong)random.Next();

            var sampler = new Sampler(vocabulary);
            sampler.Reset(parameters, seed);
            sampler.Position = position;
            var split = random.Next(history.Length + 1);
            sampler.Accept(history.AsSpan(0, split));
            foreach (var token in history.AsSpan(split)) sampler.Accept(token);
            var sampled = sampler.Sample([.. logits]);

            var adjusted = ReferenceSampler.Adjusted(logits, parameters, history);
            if (parameters.Temperature == 0 || parameters.TopK == 1)
            {
                Assert.Equal(ReferenceSampler.Greedy(adjusted), sampled.Token);
            }
            else
            {
                var survivors = ReferenceSampler.Survivors(adjusted, parameters);
                var allowed = ReferenceSampler.Draw(survivors, Philox.Uniform(seed, position));
                Assert.True(allowed.Contains(sampled.Token), $"round {round}: {sampled.Token} of {string.Join(',', allowed)}, {parameters}");
            }

            Assert.Equal(parameters.TopLogProbs is null, float.IsNaN(sampled.LogProb));
            Assert.Equal(position + 1, sampler.Position);
        }
    }

    [Theory]
    [InlineData(0, 0.9f, 0f)]
    [InlineData(0, 1f, 0.1f)]
    [InlineData(0, 0.3f, 0.4f)]
    [InlineData(7, 1f, 0f)]
    [InlineData(40, 0.8f, 0.05f)]
    public void Sample_ManyPositions_DrawsExactlyTheSurvivors(int topK, float topP, float minP)
    {
        var parameters = new SamplingParameters { Temperature = 1.3f, TopK = topK, TopP = topP, MinP = minP };
        var random = new Random(topK + 1);
        var logits = Enumerable.Range(0, 60).Select(_ => MathF.Round(1.5f * LogitCases.Gaussian(random), 1)).ToArray();
        var expected = ReferenceSampler.Survivors([.. logits.Select(x => (double)x)], parameters).Select(x => x.Token).Order();
        Assert.NotInRange(expected.Count(), 0, 2);

        var sampler = new Sampler(logits.Length);
        sampler.Reset(parameters, 3);
        var drawn = new SortedSet<int>();
        for (var i = 0; i < 20_000; i++) drawn.Add(sampler.Sample([.. logits]).Token);
        Assert.Equal(expected, drawn);
    }

    [Theory]
    [InlineData(0, 1f, 0f)]
    [InlineData(0, 0.95f, 0f)]
    [InlineData(0, 1f, 0.02f)]
    [InlineData(30, 1f, 0f)]
    public void Sample_ManyDraws_FollowTheDistribution(int topK, float topP, float minP)
    {
        const int draws = 200_000;
        var parameters = new SamplingParameters { Temperature = 0.8f, TopK = topK, TopP = topP, MinP = minP };
        var random = new Random(11);
        var logits = Enumerable.Range(0, 50).Select(_ => 1.2f * LogitCases.Gaussian(random)).ToArray();
        var survivors = ReferenceSampler.Survivors([.. logits.Select(x => (double)x)], parameters);
        var total = survivors.Sum(x => x.Weight);

        var sampler = new Sampler(logits.Length);
        sampler.Reset(parameters, 20);
        var counts = new int[logits.Length];
        for (var i = 0; i < draws; i++) counts[sampler.Sample([.. logits]).Token]++;

        Assert.Equal(draws, survivors.Sum(x => counts[x.Token]));
        var chiSquare = survivors.Sum(x =>
        {
            var expected = draws * x.Weight / total;
            return (counts[x.Token] - expected) * (counts[x.Token] - expected) / expected;
        });
        var freedom = survivors.Length - 1;

        // Wilson–Hilferty: beyond 3.7 standard deviations lies one honest draw in ten thousand.
        var z = (Math.Cbrt(chiSquare / freedom) - (1 - 2.0 / (9 * freedom))) / Math.Sqrt(2.0 / (9 * freedom));
        Assert.InRange(z, -3.7, 3.7);
    }

    [Fact]
    public void Sample_SameSeedAndPosition_GivesTheSameTokenWhateverCameBefore()
    {
        var random = new Random(5);
        var steps = Enumerable.Range(0, 50).Select(_ => LogitCases.Random(random, 500)).ToArray();
        var parameters = new SamplingParameters { Temperature = 1, TopP = 0.95f };
        var whole = new Sampler(500);
        whole.Reset(parameters, 42);
        var expected = steps.Select(logits => whole.Sample([.. logits]).Token).ToArray();

        var resumed = new Sampler(500);
        resumed.Reset(parameters with { TopK = 3 }, 1);
        resumed.Sample([.. steps[0]]);
        resumed.Reset(parameters, 42);
        resumed.Position = 20;
        Assert.Equal(expected[20..], steps[20..].Select(logits => resumed.Sample([.. logits]).Token));

        whole.Reset(parameters, 43);
        Assert.NotEqual(expected, steps.Select(logits => whole.Sample([.. logits]).Token));
    }

    [Theory]
    [InlineData(-100f)]
    [InlineData(float.NegativeInfinity)]
    public void Sample_BestTokenBiasedAway_NeverChoosesIt(float bias)
    {
        foreach (var temperature in new[] { 0f, 1f })
        {
            var sampler = new Sampler(3);
            sampler.Reset(new SamplingParameters { Temperature = temperature, LogitBias = [new(1, bias), new(99, 5), new(-1, 5)] }, 1);
            for (var i = 0; i < 500; i++) Assert.NotEqual(1, sampler.Sample([1f, 9f, 2f]).Token);
        }
    }

    [Theory]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(float.NaN, 0)]
    [InlineData(float.NegativeInfinity, 50)]
    [InlineData(float.NaN, 50)]
    public void Sample_NothingPossible_ChoosesTokenZero(float value, int topK)
    {
        foreach (var parameters in new SamplingParameters[] { new(), new() { Temperature = 0 }, new() { TopP = 0.5f }, new() { MinP = 0.5f } })
        {
            var sampler = new Sampler(100);
            sampler.Reset(parameters with { TopK = topK, TopLogProbs = 5 }, 1);
            var logits = new float[100];
            Array.Fill(logits, value);
            Assert.Equal(new SampledToken(0, float.NegativeInfinity), sampler.Sample(logits));
            Assert.True(sampler.Top.IsEmpty);
        }
    }

    [Fact]
    public void Sample_WrongNumberOfLogits_Throws()
    {
        var sampler = new Sampler(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Sample(new float[5]));
    }

    [Fact]
    public void Accept_TokenOutsideTheVocabulary_Throws()
    {
        var sampler = new Sampler(4);
        sampler.Reset(new SamplingParameters { PresencePenalty = 1 }, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Accept(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Accept(-1));
    }

    private static SamplingParameters RandomParameters(Random random, int vocabulary) => new()
    {
        Temperature = Pick(random, 0, 0.05f, 0.7f, 1, 2),
        TopK = Pick(random, 0, 0, 1, 2, 40, random.Next(vocabulary + 10)),
        TopP = Pick(random, 1, 1, 0.999999f, 0.95f, 0.5f, 1e-4f, random.NextSingle()),
        MinP = Pick(random, 0, 0, 0.05f, 0.9f, 1),
        RepeatPenalty = Pick(random, 1, 1, 1.3f, 0.8f),
        FrequencyPenalty = Pick(random, 0, 0, 0.5f, -0.5f),
        PresencePenalty = Pick(random, 0, 0, 1.5f, -1),
        PenaltyLastN = Pick(random, -1, 0, 1, 20, 64, int.MaxValue),
        LogitBias = [.. Enumerable.Range(0, random.Next(3)).Select(_ =>
            KeyValuePair.Create(random.Next(vocabulary), Pick(random, -100, 100, 1.5f, float.NegativeInfinity)))],
        TopLogProbs = Pick<int?>(random, null, null, 0, 5, 20),
    };

    private static T Pick<T>(Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];
}
