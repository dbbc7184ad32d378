using System.Collections.Immutable;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Tests.Unit.Engine.Scheduling;

public sealed class DecodeLoopTests
{
    [Fact]
    public void RunOnce_OneRequest_SaysWhatItsHistoryImplies()
    {
        using var h = new LoopHarness();
        var job = h.Post([1, 2, 3]);
        h.RunUntilIdle();
        var story = h.Sink[job.Handle];
        Assert.Equal(LoopHarness.Expected([1, 2, 3], 20), story.Output);
        Assert.Equal(FinishReason.MaxTokens, story.Result.Reason);
        Assert.Equal(new TokenUsage(3, 0, 20), story.Result.Usage);
        Assert.Equal(20, story.Tokens);
        var p = story.Result.Phases;
        Assert.True(p.Queued <= p.SlotAssigned && p.SlotAssigned <= p.PrefillDone && p.PrefillDone <= p.FirstToken && p.FirstToken <= p.LastToken && p.LastToken <= p.Ended);
    }

    [Fact]
    public void RunOnce_LongPromptBesideADecodingOne_ShareEveryStep()
    {
        using var h = new LoopHarness(batch: 64, context: 2048, cells: 4096);
        var talker = h.Post([1], LoopHarness.Greedy(100));
        h.Loop.RunOnce();
        h.Loop.RunOnce();
        var before = h.Sink[talker.Handle].Tokens;
        h.Post(Enumerable.Range(0, 1000).Select(i => i % 60), LoopHarness.Greedy(1));
        for (var i = 0; i < 10; i++) h.Loop.RunOnce();
        Assert.Equal(before + 10, h.Sink[talker.Handle].Tokens);
        Assert.All(h.Decoder.StepSizes, size => Assert.InRange(size, 1, 64));
    }

    [Fact]
    public void RunOnce_SamePrefixAgain_ReusesAllButTheLastToken()
    {
        using var h = new LoopHarness();
        var prompt = Enumerable.Range(0, 100).Select(i => i % 50).ToArray();
        h.Post(prompt);
        h.RunUntilIdle();
        var evaluated = h.Decoder.Evaluated;
        var again = h.Post(prompt);
        h.RunUntilIdle();
        Assert.Equal(99, h.Sink[again.Handle].Result.Usage.CachedTokens);
        Assert.Equal(LoopHarness.Expected(prompt, 20), h.Sink[again.Handle].Output);
        Assert.Equal(1 + 19, h.Decoder.Evaluated - evaluated);
    }

    [Fact]
    public void RunOnce_ManyWithOneLongPrefixAtOnce_EvaluateThePrefixOnce()
    {
        using var h = new LoopHarness(slots: 8, batch: 64, context: 1024, cells: 8192);
        var prefix = Enumerable.Range(0, 500).Select(i => i * 7 % 60).ToArray();
        var jobs = Enumerable.Range(0, 8).Select(i => h.Post([.. prefix, i, i + 1], LoopHarness.Greedy(5))).ToArray();
        h.RunUntilIdle();
        Assert.InRange(h.Decoder.Evaluated, 500, 500 + 8 * (2 + 5));
        for (var i = 0; i < 8; i++) Assert.Equal(LoopHarness.Expected([.. prefix, i, i + 1], 5), h.Sink[jobs[i].Handle].Output);
    }

    [Fact]
    public void RunOnce_OtherScope_SharesNothing()
    {
        using var h = new LoopHarness();
        var prompt = Enumerable.Range(0, 100).Select(i => i % 50).ToArray();
        h.Post(prompt, LoopHarness.Greedy() with { CacheScope = "a" });
        h.RunUntilIdle();
        var other = h.Post(prompt, LoopHarness.Greedy() with { CacheScope = "b" });
        h.RunUntilIdle();
        Assert.Equal(0, h.Sink[other.Handle].Result.Usage.CachedTokens);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RunOnce_ConversationGoesOn_ReusesItsOwnTurns(bool canShare)
    {
        using var h = new LoopHarness(canShare: canShare);
        List<int> turn = [.. Enumerable.Range(0, 40)];
        h.Post(turn, LoopHarness.Greedy(10));
        h.RunUntilIdle();
        foreach (var c in LoopHarness.Expected(turn, 10)) turn.Add(c - '0');
        turn.AddRange([5, 6, 7]);
        var next = h.Post(turn, LoopHarness.Greedy(10));
        h.RunUntilIdle();
        Assert.Equal(40 + 9, h.Sink[next.Handle].Result.Usage.CachedTokens);
        Assert.Equal(LoopHarness.Expected(turn, 10), h.Sink[next.Handle].Output);
    }

    [Fact]
    public void RunOnce_Cancelled_FreesTheSequenceBeforeTheNextStep()
    {
        using var h = new LoopHarness();
        var gone = h.Post([1, 2], LoopHarness.Greedy(500));
        var stays = h.Post([3, 4], LoopHarness.Greedy(30));
        for (var i = 0; i < 5; i++) h.Loop.RunOnce();
        gone.Cancelled = true;
        var tokens = h.Sink[gone.Handle].Tokens;
        h.Loop.RunOnce();
        Assert.Equal(FinishReason.Cancelled, h.Sink[gone.Handle].Result.Reason);
        Assert.Equal(tokens, h.Sink[gone.Handle].Tokens);
        h.RunUntilIdle();
        Assert.Equal(LoopHarness.Expected([3, 4], 30), h.Sink[stays.Handle].Output);
        Assert.Equal(0, h.Loop.Kv.Used);
    }

    [Fact]
    public void RunOnce_PromptLongerThanContext_FailsWithTheNumbersAndTouchesNobody()
    {
        using var h = new LoopHarness(context: 100);
        var tooLong = h.Post(Enumerable.Repeat(1, 101));
        var fine = h.Post(Enumerable.Repeat(2, 100), LoopHarness.Greedy(50));
        h.RunUntilIdle();
        var failure = h.Sink[tooLong.Handle].Result.Failure!;
        Assert.Equal((FailureKind.PromptTooLong, 101, 100), (failure.Kind, failure.Tokens, failure.Limit));
        Assert.Equal("prompt is too long: 101 tokens > 100 maximum", failure.Message);
        Assert.Equal(0, h.Sink[tooLong.Handle].Prompted);
        Assert.Equal(FinishReason.ContextFull, h.Sink[fine.Handle].Result.Reason);
        Assert.Equal(1, h.Sink[fine.Handle].Result.Usage.OutputTokens);
    }

    [Fact]
    public void RunOnce_ContextFull_EndsWithItsOwnReasonAndAllItsText()
    {
        using var h = new LoopHarness(context: 30);
        var job = h.Post([1, 2, 3], LoopHarness.Greedy(500));
        h.RunUntilIdle();
        Assert.Equal(FinishReason.ContextFull, h.Sink[job.Handle].Result.Reason);
        Assert.Equal(LoopHarness.Expected([1, 2, 3], 28), h.Sink[job.Handle].Output);
    }

    [Fact]
    public void RunOnce_KvTooSmallForAll_SuspendsTheYoungestAndEveryTextIsRight()
    {
        using var h = new LoopHarness(slots: 4, cells: 100, context: 90, batch: 16);
        var jobs = Enumerable.Range(0, 4).Select(i => h.Post([i, i + 1, i + 2], LoopHarness.Greedy(60))).ToArray();
        h.RunUntilIdle();
        for (var i = 0; i < 4; i++) Assert.Equal(LoopHarness.Expected([i, i + 1, i + 2], 60), h.Sink[jobs[i].Handle].Output);
    }

    [Fact]
    public void RunOnce_OneSequencePoisonsTheBatch_OnlyThatOneFails()
    {
        using var h = new LoopHarness();
        h.Decoder.Poison.Add(62);
        var bad = h.Post([1, 62, 2]);
        var good = h.Post([4, 5], LoopHarness.Greedy(30));
        var alsoGood = h.Post(Enumerable.Range(0, 50), LoopHarness.Greedy(30));
        // 62 must not be sampled by the good ones either.
        h.RunUntilIdle();
        Assert.Equal(FailureKind.DecodeFailed, h.Sink[bad.Handle].Result.Failure!.Kind);
        if (!LoopHarness.Expected([4, 5], 30).Contains((char)('0' + 62)))
            Assert.Equal(LoopHarness.Expected([4, 5], 30), h.Sink[good.Handle].Output);
        Assert.Single(h.Sink[alsoGood.Handle].Ends);
        Assert.Equal(0, h.Loop.Kv.Used);
    }

    [Fact]
    public void RunOnce_EverythingFailsTwice_Throws()
    {
        using var h = new LoopHarness();
        h.Decoder.Broken = true;
        h.Post([1]);
        h.Loop.RunOnce();
        h.Post([2]);
        Assert.Throws<EngineFaultException>(() => h.Loop.RunOnce());
    }

    [Fact]
    public void RunOnce_MaxTokensZero_EvaluatesThePromptOnly()
    {
        using var h = new LoopHarness();
        var job = h.Post([1, 2, 3], LoopHarness.Greedy(0));
        h.RunUntilIdle();
        Assert.Equal(new TokenUsage(3, 0, 0), h.Sink[job.Handle].Result.Usage);
        Assert.Equal(FinishReason.MaxTokens, h.Sink[job.Handle].Result.Reason);
        Assert.Equal(3, h.Loop.Kv.Retained);
    }

    [Fact]
    public void RunOnce_StopString_IsCutAndNamed()
    {
        using var h = new LoopHarness();
        var full = LoopHarness.Expected([1, 2], 20);
        var job = h.Post([1, 2], LoopHarness.Greedy() with { StopSequences = ImmutableArray.Create(full[7..10]) });
        h.RunUntilIdle();
        var at = full.IndexOf(full[7..10], StringComparison.Ordinal);
        Assert.Equal(full[..at], h.Sink[job.Handle].Output);
        Assert.Equal(FinishReason.StopSequence, h.Sink[job.Handle].Result.Reason);
        Assert.Equal(full[7..10], h.Sink[job.Handle].Result.StopSequence);
    }

    [Fact]
    public void RunOnce_LogProbs_OnePerDeliveredTokenAndNoneOfAStopString()
    {
        using var h = new LoopHarness();
        var full = LoopHarness.Expected([1, 2], 20);
        var request = LoopHarness.Greedy() with
        {
            StopSequences = ImmutableArray.Create(full[7..9]),
            Sampling = new SamplingParameters { Temperature = 0, TopLogProbs = 3 },
        };
        var job = h.Post([1, 2], request);
        h.RunUntilIdle();
        var story = h.Sink[job.Handle];
        Assert.Equal(story.Output.Length, story.LogProbs.Count);
        Assert.All(story.LogProbs, p => Assert.Equal(3, p.Top.Length));
        Assert.Equal(story.Output, string.Concat(story.LogProbs.Select(p => (char)('0' + p.Chosen.Token))));
    }

    [Fact]
    public void RunOnce_DeadlinePassed_FailsQueuedAndRunning()
    {
        using var h = new LoopHarness(slots: 1);
        var running = h.Post([1], LoopHarness.Greedy(500));
        h.Loop.RunOnce();
        var expired = h.Post([2], deadlineNs: 1);
        h.Loop.RunOnce();
        Assert.Equal(FailureKind.DeadlineExceeded, h.Sink[expired.Handle].Result.Failure!.Kind);
        Assert.Empty(h.Sink[running.Handle].Ends);
    }

    [Fact]
    public void RunOnce_TokenOutsideVocabulary_IsRefused()
    {
        using var h = new LoopHarness();
        var job = h.Post([1, LoopHarness.Vocabulary]);
        h.RunUntilIdle();
        Assert.Equal(FailureKind.InvalidRequest, h.Sink[job.Handle].Result.Failure!.Kind);
    }

    [Fact]
    public void FullCache_TheYoungestSharesAllButOneCell_MakesWayAndBothSayWhatTheyWouldAlone()
    {
        using var h = new LoopHarness(slots: 2, cells: 100, context: 100);
        int[] prompt = [.. Enumerable.Range(0, 97).Select(i => i % 60)];
        var first = h.Post(prompt, LoopHarness.Greedy(50));
        while (h.Sink[first.Handle].Output.Length < 2) h.Loop.RunOnce();
        var second = h.Post(prompt, LoopHarness.Greedy(50));
        h.RunUntilIdle();
        foreach (var job in new[] { first, second })
        {
            Assert.Equal(FinishReason.ContextFull, h.Sink[job.Handle].Result.Reason);
            Assert.Equal(LoopHarness.Expected(prompt, 4), h.Sink[job.Handle].Output);
        }
    }
}
