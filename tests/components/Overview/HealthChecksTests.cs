using Pensieve.Console.Features.Overview;
using Pensieve.Console.Live;
using Pensieve.Engine;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Overview;

public sealed class HealthChecksTests : ComponentTest
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void From_AllWell_IsGoodThroughout() =>
        Assert.All(HealthChecks.From(Frame(Make.Engine(Make.Model(busy: 2)))), c => Assert.Equal(Severity.Good, c.Severity));

    [Fact]
    public void From_NoModel_SaysSoWithoutAlarm() =>
        Assert.All(HealthChecks.From(Frame(Make.Engine())), c => Assert.True(c.Severity <= Severity.Info, c.Name));

    [Theory]
    [InlineData("Engine", Severity.Critical)]
    [InlineData("Worker", Severity.Warning)]
    [InlineData("Queue", Severity.Warning)]
    [InlineData("Progress", Severity.Warning)]
    [InlineData("Requests", Severity.Critical)]
    [InlineData("KV cache", Severity.Warning)]
    [InlineData("Memory", Severity.Critical)]
    [InlineData("Sampling", Severity.Warning)]
    public void From_EachTrouble_ShowsInItsOwnCheckAlone(string name, Severity severity)
    {
        var model = Make.Model(busy: 1);
        var frame = name switch
        {
            "Engine" => Frame(new EngineSnapshot(0, EngineState.Restarting, "It died", [model])),
            "Worker" => Frame(Make.Engine(model with { Restarts = 2 })),
            "Queue" => Frame(Make.Engine(model with { Queued = 1, OldestQueuedMs = 20_000 })),
            "Progress" => Frame(Make.Engine(model)) with { StalledSeconds = 30 },
            "Requests" => Frame(Make.Engine(model)) with { Stats = RequestStats.None with { Ended = 4, Failed = 3 } },
            "KV cache" => Frame(Make.Engine(model with { KvUsed = 990 })),
            "Memory" => Frame(Make.Engine(model)) with { Host = Make.Host with { MemoryAvailable = 1 << 20 } },
            _ => Frame(Make.Engine(model)) with { Time = s_now.AddSeconds(60) },
        };
        var bad = Assert.Single(HealthChecks.From(frame), c => c.Severity > Severity.Info);
        Assert.Equal((name, severity), (bad.Name, bad.Severity));
    }

    [Fact]
    public void Render_CheckWithAPageBehindIt_LeadsThere()
    {
        var frame = Frame(Make.Engine(Make.Model(busy: 1))) with { Stats = RequestStats.None with { Ended = 4, Failed = 3 } };
        var list = Render<HealthList>(p => p.Add(l => l.Checks, HealthChecks.From(frame)));
        Assert.Equal("requests?end=failed", list.Find("[data-health=Requests] a").GetAttribute("href"));
        Assert.Empty(list.FindAll("[data-health=Sampling] a"));
    }

    [Fact]
    public void Render_Check_SaysItInWordsToo()
    {
        var list = Render<HealthList>(p => p.Add(l => l.Checks, [new HealthCheck("Queue", Severity.Warning, "9 of 10", "oldest 20 s")]));
        Assert.Equal("Warning: 9 of 10", list.Find("[data-health=Queue] .word").TextContent);
    }

    [Fact]
    public void StateBands_Samples_GiveOneBandPerTrouble()
    {
        var history = new LiveHistory(100);
        foreach (var (state, count) in new[] { (EngineState.Ready, 5), (EngineState.Restarting, 3), (EngineState.Ready, 4), (EngineState.Failed, 2) })
            for (var i = 0; i < count; i++) history.Add(n => new LiveSample { Sequence = n, Time = s_now.AddSeconds(n), State = state });
        var bands = new StateBands(history).Between(s_now, s_now.AddMinutes(1)).ToList();
        Assert.Equal(["Engine restarting", "Engine failed"], bands.Select(b => b.Label));
        Assert.Equal((s_now.AddSeconds(5), s_now.AddSeconds(9)), (bands[0].From, bands[0].To));
        Assert.Null(bands[1].To);
        Assert.Empty(new StateBands(history).Between(s_now.AddHours(-1), s_now.AddMinutes(-30)));
    }

    private static LiveFrame Frame(EngineSnapshot engine) =>
        new(s_now, engine, new LiveSample { Sequence = 1, Time = s_now }, RequestStats.None, 0, 0, Make.Host, []);
}
