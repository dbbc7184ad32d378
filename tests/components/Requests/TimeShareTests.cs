using Pensieve.Console.Features.Requests;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Components.Requests;

public sealed class TimeShareTests
{
    private static readonly RequestTrace s_trace = new() { PromptBatches = [new PromptBatch(Records.Ns(11), Records.Ns(111), 150, 1)], DecodeSteps = 100, DecodePeers = 250 };

    [Fact]
    public void From_Generating_SaysSoWithPaceAndCompany()
    {
        var share = TimeShare.From(Records.Of(trace: s_trace));
        Assert.Equal("Mostly generating: 1 s of 1.11 s for 101 tokens at 100 tokens/s, beside 2.5 others on average.", share.Sentence);
        Assert.Null(share.Advice);
        Assert.Equal(1113, share.Parts.Sum(p => p.Ms), 3);
    }

    [Theory]
    [InlineData("queue", "Mostly waiting for a slot")]
    [InlineData("held", "Mostly contention")]
    [InlineData("mixed", "Mostly contention")]
    [InlineData("prompt", "Mostly its prompt")]
    [InlineData("suspended", "Mostly suspended")]
    [InlineData("share", "Mostly waiting for another prompt")]
    public void From_EachCause_IsNamedWhenItIsTheLargest(string cause, string sentence)
    {
        var record = cause switch
        {
            "queue" => Records.Of(slotAt: 3000, prefilledAt: 3100, firstAt: 3101, lastAt: 4101, endedAt: 4102, trace: s_trace),
            "share" => Records.Of(slotAt: 3000, prefilledAt: 3100, firstAt: 3101, lastAt: 4101, endedAt: 4102, trace: s_trace with { FollowedNs = 2_900_000_000 }),
            "held" => Records.Of(prefilledAt: 3000, firstAt: 3001, lastAt: 4001, endedAt: 4002, trace: s_trace with { HeldNs = 2_700_000_000 }),
            "mixed" => Records.Of(trace: s_trace with { MixedSteps = 50, MixedNs = 800_000_000 }),
            "suspended" => Records.Of(trace: s_trace with { Suspensions = 1, SuspendedNs = 700_000_000 }),
            _ => Records.Of(prefilledAt: 3000, firstAt: 3001, lastAt: 3101, endedAt: 3102, trace: new RequestTrace { PromptBatches = [new PromptBatch(Records.Ns(11), Records.Ns(3000), 150, 1)] }),
        };
        Assert.StartsWith(sentence, TimeShare.From(record).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void From_RandomPhases_PartsNeverExceedTheWhole()
    {
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            double t = 0;
            double Next() => t += random.NextDouble() * 500;
            var record = Records.Of(queuedAt: Next(), slotAt: Next(), prefilledAt: Next(), firstAt: Next(), lastAt: Next(), endedAt: Next());
            var share = TimeShare.From(record);
            Assert.InRange(share.Parts.Sum(p => p.Ms), 0, record.TotalMs + 0.5);
            Assert.All(share.Parts, p => Assert.InRange(p.Share, 0, 1));
        }
    }

    [Theory]
    [InlineData(0, 0, "Nothing in the cache began with the same token.")]
    [InlineData(199, 230, "All of it was in the cache.")]
    [InlineData(50, 80, "at token 51 the prompt differs")]
    [InlineData(80, 80, "It continues what the cache held: all 80 tokens")]
    public void CacheStory_EachCase_SaysWhereThePromptDiverged(int cached, int matched, string words) =>
        Assert.Contains(words, CacheStory.Of(Records.Of(cached: cached, trace: s_trace with { MatchedLength = matched })), StringComparison.Ordinal);
}
