using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Tests.Unit.Engine.Scheduling;

public sealed class SequenceTracerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1000)]
    public void Prefilled_AnyNumberOfSteps_KeepsAllTokensAndTheOrderWithinItsBound(int steps)
    {
        var tracer = new SequenceTracer();
        for (var i = 0; i < steps; i++) tracer.Prefilled(100 + i * 10, 105 + i * 10, i + 1);
        var batches = tracer.ToTrace(0).PromptBatches;
        Assert.InRange(batches.Length, 1, RequestTrace.MaxBatches);
        Assert.Equal(steps * (steps + 1) / 2, batches.Sum(b => b.Tokens));
        Assert.Equal(steps, batches.Sum(b => b.Steps));
        Assert.Equal((100, 105 + (steps - 1) * 10), (batches[0].BeganNs, batches[^1].EndedNs));
        for (var i = 1; i < batches.Length; i++) Assert.True(batches[i - 1].EndedNs <= batches[i].BeganNs);
    }

    [Fact]
    public void Token_RandomGaps_KeepsTheLongestInOrder()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var tracer = new SequenceTracer();
            var gaps = Enumerable.Range(0, random.Next(0, 40)).Select(_ => (long)random.Next(1, 1000)).ToList();
            long now = 0;
            foreach (var gap in gaps) tracer.Token(now, now += gap);
            Assert.Equal(gaps.OrderDescending().Take(RequestTrace.MaxGaps), tracer.ToTrace(0).LongestGaps.Select(g => g.LengthNs));
        }
    }

    [Fact]
    public void Suspended_StillSo_CountsUntilNow()
    {
        var tracer = new SequenceTracer();
        tracer.Started(10, follows: false);
        tracer.Suspended(100, 1);
        tracer.Started(150, follows: false);
        tracer.Suspended(200, 3);
        var trace = tracer.ToTrace(230);
        Assert.Equal((2, 80), (trace.Suspensions, trace.SuspendedNs));
        Assert.Equal([new Suspension(100, 50, 1), new Suspension(200, 30, 3)], trace.SetAside);
    }

    [Fact]
    public void Suspended_MoreOftenThanIsKept_CountsAllAndKeepsTheFirst()
    {
        var tracer = new SequenceTracer();
        for (var i = 1; i <= 3 * RequestTrace.MaxSetAside; i++)
        {
            tracer.Suspended(i * 100, slot: 0);
            tracer.Started(i * 100 + 40, follows: false);
        }

        var trace = tracer.ToTrace(100_000);
        Assert.Equal((3 * RequestTrace.MaxSetAside, 3L * RequestTrace.MaxSetAside * 40), (trace.Suspensions, trace.SuspendedNs));
        Assert.Equal(Enumerable.Range(1, RequestTrace.MaxSetAside).Select(i => i * 100L), trace.SetAside.Select(s => s.FromNs));
    }

    [Fact]
    public void Loop_TwoPromptsAtOnce_TracesBatchesPeersAndWhatTheSecondMatched()
    {
        using var h = new LoopHarness(slots: 2, batch: 64, context: 1024, cells: 4096);
        var first = h.Post(Enumerable.Range(0, 200).Select(i => i % 60), LoopHarness.Greedy(30));
        var second = h.Post(Enumerable.Range(0, 20).Select(i => 59 - i), LoopHarness.Greedy(30));
        h.RunUntilIdle();
        foreach (var job in new[] { first, second })
        {
            var result = h.Sink[job.Handle].Result;
            var trace = result.Trace!;
            Assert.Equal(job.PromptLength, trace.PromptBatches.Sum(b => b.Tokens));
            Assert.Equal(29, trace.DecodeSteps);
            Assert.InRange(trace.MeanPeers!.Value, 0.5, 1);
            Assert.All(trace.PromptBatches, b => Assert.True(result.Phases.SlotAssigned <= b.BeganNs && b.EndedNs <= result.Phases.PrefillDone));
            Assert.Equal(RequestTrace.MaxGaps, trace.LongestGaps.Length);
            Assert.All(trace.LongestGaps, g => Assert.True(g.FromNs >= result.Phases.FirstToken && g.FromNs + g.LengthNs <= result.Phases.LastToken));
        }

        var again = h.Post([.. Enumerable.Range(0, 100).Select(i => i % 60), 7, 7, 7]);
        h.RunUntilIdle();
        Assert.Equal(100, h.Sink[again.Handle].Result.Usage.CachedTokens);
        Assert.InRange(h.Sink[again.Handle].Result.Trace!.MatchedLength, 200, 230);
    }

    [Fact]
    public void Loop_CacheTooSmallForTwo_TracesTheSuspension()
    {
        using var h = new LoopHarness(slots: 2, cells: 100, batch: 64, context: 100, retained: 0);
        var jobs = new[] { h.Post([1, 2, 3], LoopHarness.Greedy(70)), h.Post([4, 5, 6], LoopHarness.Greedy(70)) };
        h.RunUntilIdle();
        var traces = jobs.Select(j => h.Sink[j.Handle].Result.Trace!).ToList();
        var suspended = Assert.Single(traces, t => t.Suspensions > 0);
        Assert.True(suspended.SuspendedNs > 0);
        Assert.Equal(suspended.SuspendedNs, suspended.SetAside.Sum(s => s.LengthNs));
        Assert.Equal(suspended.Suspensions, suspended.SetAside.Length);
        Assert.All(suspended.SetAside, s => Assert.InRange(s.Slot, 0, 1));
        Assert.True(suspended.PromptBatches.Sum(b => b.Tokens) > 3, "What was lost is evaluated again, and counted.");
    }
}
