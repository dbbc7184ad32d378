using Pensieve.Console.Features.Runs.Detail;
using Pensieve.Console.Features.Runs.History;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Trends;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Runs;

/// <summary>The parts of a run's page and of the history that decide something for themselves.</summary>
public sealed class RunPartsTests : ComponentTest
{
    private static readonly RequestSample s_request = new("r1", "req 1", "short", "steady", 60, 60, 60.25, 61.2, 61.25, "ok", 200, "stop", 64, 16, 20, 1, 20, 21, null);

    [Fact]
    public void Matrix_Cases_AreGroupedBySuiteAndSayTheirState()
    {
        var run = Summary();
        var matrix = Render<CaseMatrix>(p => p.Add(m => m.Run, run).Add(m => m.Chosen, "stress/spike"));
        Assert.Equal(["integration", "stress", "bench", "resilience"], matrix.FindAll("dt").Select(t => t.TextContent));
        Assert.Equal(["stress/spike"], matrix.FindAll("[aria-current=true]").Select(c => c.GetAttribute("data-case")));
        var failed = matrix.Find("[data-case='integration/stop-strings']");
        Assert.Equal(("Stop strings over frames: failed", "runs/run-1?case=integration%2Fstop-strings"), (failed.TextContent, failed.GetAttribute("href")));
        Assert.Contains("tone-bad", failed.ClassList);
    }

    [Fact]
    public void Facts_AreInOneOrderForEveryRun_WithTheCommandThatRepeatsIt()
    {
        var facts = Render<RunFacts>(p => p.Add(f => f.Run, Summary()));
        Assert.Equal(["Target", "Seed", "build", "flags", "machine", "model", "quantization"], facts.FindAll("dt").Select(t => t.TextContent));
        Assert.Equal("pensieve run all --profile quick --seed 7", facts.Find("code").TextContent);
    }

    [Fact]
    public void Limits_OfAnotherRunOfTheSameCases_TakeTheirPlace()
    {
        var limits = Render<RunLimits>(p => p.Add(l => l.Run, Summary("stress")));
        Assert.Equal(["passed", "passed"], limits.FindAll("[data-state]").Select(s => s.GetAttribute("data-state")));
        Assert.Contains("190 ms", limits.Markup, StringComparison.Ordinal);
        limits.Render(p => p.Add(l => l.Run, Summary("stress", slowness: 2)));
        Assert.Contains("380 ms", limits.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Gates_ThatBroke_ComeFirstAndSayWhatThatMeans()
    {
        var run = Summary("stress");
        var limits = Render<RunLimits>(p => p.Add(l => l.Run, run));
        Assert.Equal("3 of 3 gates held. The figures are about the server.", limits.Find(".gates-note").TextContent);
        Assert.False(limits.Find("details").HasAttribute("open"));
        limits.Render(p => p.Add(l => l.Run, run with { Cases = [run.Cases[0] with { Gates = [.. run.Cases[0].Gates.Select(g => g.Name == "achieved rate" ? g with { Passed = false, Actual = 0.5 } : g)] }] }));
        Assert.StartsWith("2 of 3 gates held. A case whose gate broke is invalid", limits.Find(".gates-note").TextContent, StringComparison.Ordinal);
        Assert.True(limits.Find("details").HasAttribute("open"));
        Assert.StartsWith("✗ no achieved rate", string.Join(' ', limits.FindAll("details tbody tr")[0].Children.Select(c => c.TextContent)), StringComparison.Ordinal);
        Assert.Empty(Render<RunLimits>(p => p.Add(l => l.Run, Summary("integration"))).FindAll("table"));
    }

    [Fact]
    public void Requests_WithAndWithoutFigures_SayWhatThereIs()
    {
        var rows = Requests(s_request, s_request with { Id = "r2", ServerId = null, First = null, Last = null, Outcome = "reset", Error = "connection reset by peer", OutputTokens = 0 });
        Assert.Equal("requests?id=req%201", rows.Find("tbody a").GetAttribute("href"));
        Assert.Equal(["r1", "short", "ok", "1:00", "250 ms", "50 ms", "1,250 ms", "64", "20"], rows.FindAll("tbody tr")[0].Children.Select(c => c.TextContent));
        Assert.Equal(["r2", "short", "reset: connection reset by peer", "1:00", "none", "–", "1,250 ms", "64", "0"], rows.FindAll("tbody tr")[1].Children.Select(c => c.TextContent));
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Requests_Many_AreFolded(int count, bool open)
    {
        var rows = Requests([.. Enumerable.Repeat(s_request, count)]);
        Assert.Equal(open, rows.Find("details").HasAttribute("open"));
        Assert.Equal($"Slowest requests ({count})", rows.Find("summary").TextContent);
        Assert.Equal("", Requests().Markup.Trim());
    }

    [Fact]
    public void Histories_Cases_SayInEachRunWhatBecameOfThem()
    {
        RunRow[] runs = [new() { Id = "one", StartedAt = 1_000_000_000_000, State = "passed", IsBaseline = 1 }, new() { Id = "two", StartedAt = 1_000_000_060_000, State = "failed" }];
        var table = Render<CaseHistories>(p => p.Add(h => h.Runs, runs).Add(h => h.Cases,
        [
            new CaseHistory("a/flaky", [RunState.Passed, RunState.Failed], 2, 1, 1, IsFlaky: true), new CaseHistory("b/broken", [null, RunState.Failed], 1, 1, 0, IsFlaky: false), new CaseHistory("c/good", [RunState.Passed, RunState.Skipped], 1, 0, 0, IsFlaky: false),
        ]));
        Assert.Equal(["tone-warn", "tone-bad", "tone-muted"], table.FindAll("tbody tr").Select(r => r.Children[1].ClassName));
        Assert.Equal(["true", "false", "false"], table.FindAll("tbody tr").Select(r => r.GetAttribute("data-flaky")));
        Assert.Equal(["passed", "failed", "not in it", "failed", "passed", "skipped"], table.FindAll("td.cell").Select(c => c.TextContent.Trim()));
        Assert.Equal("runs/one?case=a%2Fflaky", table.Find("tbody a").GetAttribute("href"));
        Assert.Equal(["one: passed, baseline", "two: failed"], table.FindAll("thead a").Select(a => a.GetAttribute("title")));
        Assert.Equal([true, false], table.FindAll("thead a").Select(a => a.TextContent.Contains('★', StringComparison.Ordinal)));
    }

    [Fact]
    public void Sparkline_Points_SpanItsBoxWithTheBaseline()
    {
        var line = Spark([10, 30, 20], 40);
        Assert.Equal("3,19 40,8.33 77,13.67", line.Find("polyline").GetAttribute("points"));
        Assert.Equal("M0 3H80", line.Find(".baseline").GetAttribute("d"));
        Assert.Equal(("img", "TTFT of 3 runs"), (line.Find("svg").GetAttribute("role"), line.Find("svg").GetAttribute("aria-label")));
        Assert.Equal("3,11 77,11", Spark([5, 5]).Find("polyline").GetAttribute("points"));
        Assert.Equal("", Spark([5]).Markup.Trim());
    }

    private static RunSummary Summary(string? suite = null, double slowness = 1)
    {
        var builder = new RunSummaryBuilder();
        foreach (var line in SyntheticRecord.Of("run-1", DateTimeOffset.UnixEpoch, suite is null ? null : [suite], slowness: slowness)) builder.Add(line);
        return builder.Build(over: true)!;
    }

    private IRenderedComponent<RequestRows> Requests(params RequestSample[] requests) => Render<RequestRows>(p => p.Add(r => r.Title, "Slowest requests").Add(r => r.Case, "stress/spike").Add(r => r.Requests, requests));

    private IRenderedComponent<Sparkline> Spark(double[] points, double? baseline = null) => Render<Sparkline>(p => p.Add(s => s.Points, points).Add(s => s.Baseline, baseline).Add(s => s.Label, $"TTFT of {points.Length} runs"));
}
