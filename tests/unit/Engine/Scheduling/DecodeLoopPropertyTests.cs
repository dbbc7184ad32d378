using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Unit.Engine.Scheduling;

/// <summary>Random traffic against the decode loop: whatever happens around it, each request says what it would say alone.</summary>
public sealed class DecodeLoopPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomTraffic_EveryRequestEndsOnceWithItsSoloText(int seed)
    {
        var random = new Random(seed);
        using var h = new LoopHarness(
            slots: random.Next(1, 7), cells: seed % 4 == 0 ? 110 : random.Next(120, 700), batch: random.Next(8, 80), context: 110,
            retained: random.Next(1, 9), canShare: random.Next(4) > 0);
        var prefixes = Enumerable.Range(0, 3).Select(_ => RandomTokens(random, random.Next(1, 70))).ToArray();
        var posted = new List<(Pensieve.Engine.Scheduling.SequenceRequest Job, int[] Prompt, int Max, bool MayBeCancelled)>();

        for (var i = 0; i < 40; i++)
        {
            int[] prompt = [.. prefixes[random.Next(3)], .. RandomTokens(random, random.Next(1, 30))];
            var max = random.Next(0, 40);
            var job = h.Post(prompt, LoopHarness.Greedy(max) with { CachePrompt = random.Next(5) > 0, CacheScope = random.Next(3) == 0 ? "t" : "" });
            var cancel = random.Next(6) == 0;
            posted.Add((job, prompt, max, cancel));
            for (var step = random.Next(4); step > 0; step--) h.Loop.RunOnce();
            if (random.Next(4) == 0 && posted[random.Next(posted.Count)] is { MayBeCancelled: true } victim) victim.Job.Cancelled = true;
            h.AssertBooksBalance();
        }

        h.RunUntilIdle();
        Assert.Equal(0, h.Loop.Kv.Used);
        foreach (var (job, prompt, max, _) in posted)
        {
            var story = h.Sink[job.Handle];
            var expected = LoopHarness.Expected(prompt, Math.Min(max, 110 - prompt.Length + 1));
            if (story.Result.Reason == FinishReason.Cancelled) Assert.StartsWith(story.Output, expected, StringComparison.Ordinal);
            else Assert.Equal(expected, story.Output);
            Assert.Equal(story.Output.Length, story.Result.Usage.OutputTokens);
        }
    }

    private static int[] RandomTokens(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(60))];
}
