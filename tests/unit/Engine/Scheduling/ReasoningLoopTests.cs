using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Tests.Unit.Engine.Scheduling;

/// <summary>Thinking in the decode loop; every token of its vocabulary is one letter.</summary>
public sealed class ReasoningLoopTests
{
    private static readonly ReasoningMarks s_never = new() { Opens = ["~~"], Close = "~!", ForcedClose = "~!" };

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 2)]
    [InlineData(7, 7)]
    [InlineData(20, 20)]
    public void RunOnce_BudgetUsedUp_ClosesThinkingAndGoesOn(int budget, int expected)
    {
        using var h = new LoopHarness();
        var job = Post(h, LoopHarness.Greedy(40) with { Reasoning = Inside(budget) }, closing: [Token('@'), Token('=')]);
        h.RunUntilIdle();
        var story = h.Sink[job.Handle];
        Assert.Equal(40, story.Result.Usage.OutputTokens);
        Assert.Equal(expected, story.Result.Usage.ReasoningTokens);
        Assert.Equal(LoopHarness.Expected([1, 2, 3], expected - 2) + "@=", story.Output[..expected]);
        Assert.Equal(40, story.Output.Length);
    }

    [Fact]
    public void RunOnce_StopStringInThinking_StopsOnlyTheAnswer()
    {
        using var h = new LoopHarness();
        var thought = LoopHarness.Expected([1, 2, 3], 8);
        var job = Post(h, LoopHarness.Greedy(40) with { Reasoning = Inside(10), StopSequences = [thought[2..4], "="] }, closing: [Token('@'), Token('=')]);
        h.RunUntilIdle();
        var story = h.Sink[job.Handle];
        Assert.StartsWith(thought + "@=", story.Output, StringComparison.Ordinal);
        Assert.True(story.Result.Reason is FinishReason.MaxTokens or FinishReason.StopSequence);
        Assert.Equal(10, story.Result.Usage.ReasoningTokens);
    }

    [Fact]
    public void RunOnce_NoThinkingComes_TextAndStopsAreAsWithout()
    {
        using var h = new LoopHarness();
        var text = LoopHarness.Expected([1, 2, 3], 20);
        var plain = Post(h, LoopHarness.Greedy() with { Reasoning = new ReasoningOptions { Marks = s_never, Budget = 0 } }, closing: [1]);
        var stopped = Post(h, LoopHarness.Greedy() with { Reasoning = new ReasoningOptions { Marks = s_never }, StopSequences = [text[5..8]] }, closing: []);
        h.RunUntilIdle();
        Assert.Equal(text, h.Sink[plain.Handle].Output);
        Assert.Equal(text[..5], h.Sink[stopped.Handle].Output);
        Assert.Equal(0, h.Sink[plain.Handle].Result.Usage.ReasoningTokens);
    }

    [Fact]
    public void RunOnce_OpenMarkAcrossTokens_CountsFromItsFirst()
    {
        using var h = new LoopHarness();
        var text = LoopHarness.Expected([1, 2, 3], 20);
        var marks = new ReasoningMarks { Opens = [text[..3]], Close = text[8..11], ForcedClose = "=" };
        var request = LoopHarness.Greedy() with { Reasoning = new ReasoningOptions { Marks = marks }, Sampling = new SamplingParameters { Temperature = 0, TopLogProbs = 2 } };
        var job = Post(h, request, closing: []);
        h.RunUntilIdle();
        var story = h.Sink[job.Handle];
        Assert.Equal((text, 11), (story.Output, story.Result.Usage.ReasoningTokens));
        Assert.Equal(20, story.LogProbs.Count);
        Assert.Equal(20, story.Tokens);
    }

    [Fact]
    public void RunOnce_LogProbsWanted_ForcedTokensHaveTheirOwn()
    {
        using var h = new LoopHarness();
        var request = LoopHarness.Greedy(12) with { Reasoning = Inside(5), Sampling = new SamplingParameters { Temperature = 0, TopLogProbs = 3 } };
        var job = Post(h, request, closing: [Token('@'), Token('=')]);
        h.RunUntilIdle();
        var logProbs = h.Sink[job.Handle].LogProbs;
        Assert.Equal(12, logProbs.Count);
        Assert.Equal([Token('@'), Token('=')], logProbs.Skip(3).Take(2).Select(l => l.Chosen.Token));
        Assert.All(logProbs, l => Assert.True(l.Chosen.LogProb <= 0 && l.Top.Length == 3));
    }

    private static ReasoningOptions Inside(int budget) => new()
    {
        Marks = new ReasoningMarks { Opens = ["~~"], Close = "@=", ForcedClose = "@=" }, StartsInside = true, Budget = budget,
    };

    private static int Token(char letter) => letter - '0';

    private static SequenceRequest Post(LoopHarness h, GenerationRequest request, int[] closing)
    {
        var job = new SequenceRequest((uint)(100 + h.Sink.Stories.Count + Interlocked.Increment(ref s_next)), request, [1, 2, 3]) { ClosingTokens = closing };
        h.Loop.Post(job);
        return job;
    }

    private static int s_next;
}
