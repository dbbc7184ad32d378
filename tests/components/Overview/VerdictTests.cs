using Pensieve.Console.Features.Overview;
using Pensieve.Console.Live;
using Pensieve.Engine;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Overview;

public sealed class VerdictTests
{
    [Fact]
    public void From_NoModel_OffersTheNextStep()
    {
        var verdict = From(Make.Engine());
        Assert.Equal(Severity.Info, verdict.Main.Severity);
        Assert.StartsWith("No model is loaded", verdict.Main.Sentence, StringComparison.Ordinal);
        Assert.Contains("--model", verdict.Main.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void From_Loading_SaysHowFar()
    {
        var verdict = From(Make.Engine(Make.Model(state: EngineState.Loading) with { LoadProgress = 0.43 }));
        Assert.Equal("tiny is being loaded: 43 %.", verdict.Main.Sentence);
        Assert.Equal(0.43, verdict.Progress);
        Assert.Equal(Severity.Info, verdict.Main.Severity);
    }

    [Fact]
    public void From_EngineFailedWithoutModels_SaysWhy()
    {
        var verdict = From(new EngineSnapshot(0, EngineState.Failed, "The file is no GGUF.", []));
        Assert.Equal(Severity.Critical, verdict.Main.Severity);
        Assert.Equal("The file is no GGUF.", verdict.Main.Cause);
    }

    [Fact]
    public void From_OneOfTwoModelsFailed_SaysThatTheOtherServes()
    {
        var verdict = From(Make.Engine(Make.Model(id: "a"), Make.Model(id: "b", state: EngineState.Failed, reason: "Out of memory.")));
        Assert.Equal("b failed and serves no requests. 1 other model still serves.", verdict.Main.Sentence);
        Assert.Equal("Out of memory.", verdict.Main.Cause);
    }

    [Theory]
    [InlineData(EngineState.Restarting, Severity.Critical, "tiny is being restarted")]
    [InlineData(EngineState.Degraded, Severity.Warning, "tiny serves, but with less than was asked for")]
    [InlineData(EngineState.Draining, Severity.Warning, "Shutting down: 2 requests to finish")]
    public void From_OtherStates_GiveTheirReason(EngineState state, Severity severity, string sentence)
    {
        var verdict = From(Make.Engine(Make.Model(busy: 2, state: state, reason: "Because.")));
        Assert.Equal(severity, verdict.Main.Severity);
        Assert.StartsWith(sentence, verdict.Main.Sentence, StringComparison.Ordinal);
        Assert.Equal("Because.", verdict.Main.Cause);
    }

    [Fact]
    public void From_ModelBeingUnloaded_DoesNotSayThatTheServerStops()
    {
        var verdict = From(Make.Engine(Make.Model(busy: 2, state: EngineState.Draining) with { IsUnloading = true, Queued = 1 }));
        Assert.Equal("tiny is being unloaded: 3 requests to finish, new ones are refused.", verdict.Main.Sentence);
    }

    [Fact]
    public void From_LongQueue_BlamesTheSlots()
    {
        var verdict = From(Make.Engine(Make.Model(busy: 4) with { Queued = 14, OldestQueuedMs = 12_000 }));
        Assert.Equal("14 requests wait for a slot, the oldest for 12 s.", verdict.Main.Sentence);
        Assert.Equal("All 4 slots of tiny are at work.", verdict.Main.Cause);
    }

    [Fact]
    public void From_LongQueueWithFreeSlots_BlamesTheKvCache() =>
        Assert.Contains("KV cache", From(Make.Engine(Make.Model(busy: 1) with { Queued = 1, OldestQueuedMs = 30_000 })).Main.Cause, StringComparison.Ordinal);

    [Fact]
    public void From_ShortQueue_IsWell() =>
        Assert.Equal(Severity.Good, From(Make.Engine(Make.Model(busy: 4) with { Queued = 3, OldestQueuedMs = 900 })).Main.Severity);

    [Theory]
    [InlineData(100, 1, Severity.Warning)]
    [InlineData(4, 3, Severity.Critical)]
    public void From_FailingRequests_CountAndQuoteThem(int ended, int failed, Severity severity)
    {
        var stats = new RequestStats(ended, failed, 0, ended, 80, 90, new EngineFailure(FailureKind.DecodeFailed, "No KV cell was free."));
        var verdict = From(Make.Engine(Make.Model()), stats: stats);
        Assert.Equal(severity, verdict.Main.Severity);
        Assert.StartsWith($"{failed} of {ended} requests failed", verdict.Main.Sentence, StringComparison.Ordinal);
        Assert.Contains("No KV cell was free.", verdict.Main.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, Severity.Good)]
    [InlineData(1.2, Severity.Warning)]
    [InlineData(0.5, Severity.Critical)]
    public void From_MemoryLeft_IsJudgedByItsShare(double gib, Severity severity) =>
        Assert.Equal(severity, From(Make.Engine(Make.Model()), host: Make.Host with { MemoryAvailable = (long)(gib * (1L << 30)) }).Main.Severity);

    [Fact]
    public void From_MemoryUnknown_SaysNothingOfIt() =>
        Assert.Equal(Severity.Good, From(Make.Engine(Make.Model()), host: new HostReading(1, default, null, null)).Main.Severity);

    [Fact]
    public void From_Refusals_AreCounted() =>
        Assert.Equal("12 requests refused in the last minute.", Verdict.From(Make.Engine(Make.Model()), null, RequestStats.None, 12, 0, Make.Host).Main.Sentence);

    [Fact]
    public void From_Stalled_SaysForHowLong() =>
        Assert.Contains("no token has come for 15 s", Verdict.From(Make.Engine(Make.Model(busy: 1)), null, RequestStats.None, 0, 15, Make.Host).Main.Sentence, StringComparison.Ordinal);

    [Fact]
    public void From_Idle_SaysWhatIsReadyWhere() =>
        Assert.Equal("All is well and idle: tiny ready on CPU, 4 slots free.", From(Make.Engine(Make.Model())).Main.Sentence);

    [Fact]
    public void From_NothingAtWorkButServedLately_IsNotIdle() =>
        Assert.Equal("All is well: 0 of 4 slots at work, 1 request in the last minute, first token in 84 ms.",
            Verdict.From(Make.Engine(Make.Model()), null, new RequestStats(1, 0, 0, 1, 84, 84, null), 0, 0, Make.Host).Main.Sentence);

    [Fact]
    public void From_Busy_GivesFigures()
    {
        var latest = new LiveSample { Sequence = 2, Time = default, DecodePerSecond = 812.4 };
        var verdict = Verdict.From(Make.Engine(Make.Model(busy: 3)), latest, new RequestStats(9, 0, 0, 9, 84, 120, null), 0, 0, Make.Host);
        Assert.Equal("All is well: 3 of 4 slots at work, 812 tokens/s generated, 9 requests in the last minute, first token in 84 ms.", verdict.Main.Sentence);
        Assert.Null(verdict.Also);
    }

    [Fact]
    public void From_SeveralFindings_PutsTheWorstFirstAndNamesTheOthers()
    {
        var engine = Make.Engine(Make.Model(busy: 4, state: EngineState.Degraded, reason: "In process.") with { Queued = 200, OldestQueuedMs = 1000 });
        var verdict = From(engine, host: Make.Host with { MemoryAvailable = 1 });
        Assert.StartsWith("Memory is near its limit", verdict.Main.Sentence, StringComparison.Ordinal);
        Assert.Contains("less than was asked for", verdict.Also, StringComparison.Ordinal);
        Assert.Contains("200 requests wait", verdict.Also, StringComparison.Ordinal);
    }

    private static Verdict From(EngineSnapshot engine, RequestStats? stats = null, HostReading? host = null) =>
        Verdict.From(engine, null, stats ?? RequestStats.None, 0, 0, host ?? Make.Host);
}
