using System.Text.Json;
using Pensieve.Console.Features.Runs.History;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Features.Runs.Trends;

namespace Pensieve.Tests.Unit.Console.Features.Runs;

public sealed class RunTrendsTests
{
    [Fact]
    public void Cases_ThatPassAndFailInOneEnvironment_AreFlakyAndFirst()
    {
        var runs = new[]
        {
            Row(0, cases: new() { ["a/steady"] = "passed", ["a/flaky"] = "passed", ["a/mended"] = "failed" }),
            Row(1, cases: new() { ["a/steady"] = "passed", ["a/flaky"] = "failed", ["a/mended"] = "failed" }),
            Row(2, "other", cases: new() { ["a/steady"] = "passed", ["a/flaky"] = "passed", ["a/mended"] = "passed" }),
            Row(3, "other", cases: new() { ["a/steady"] = "skipped" }),
        };
        var cases = CaseHistory.Of(runs);
        Assert.Equal(["a/flaky", "a/mended", "a/steady"], cases.Select(c => c.Case));
        Assert.Equal([true, false, false], cases.Select(c => c.IsFlaky));
        Assert.Equal(["flaky: 1 of 3 failed, 2 changes", "2 of 3 failed, 1 change", "passed in all 3"], cases.Select(c => c.Sentence));
        Assert.Null(cases[0].States[3]);
    }

    [Fact]
    public void Figures_OverRuns_NameWhatChangedBetweenThem()
    {
        var plot = Assert.Single(FigureTrends.Of([Row(0, value: 10), Row(1, value: 11), Row(2, "other", value: 30)]));
        Assert.Equal("bench/x: ttft p50", plot.Title);
        Assert.Equal([10, 11, 30], plot.Points.Select(p => p.Value));
        Assert.Equal([0, 2], plot.Stretches.Select(s => s.From));
        Assert.Equal("build one → other", plot.Stretches[1].Change);
        Assert.Empty(FigureTrends.Of([Row(0, value: 10)]));
    }

    [Fact]
    public void History_FilteredRows_StillHaveTheTrendAndTheBaselineOfAll()
    {
        RunRow[] around = [.. Enumerable.Range(1, 5).Reverse().Select(i => Row(i, value: 10 + i))];
        var baseline = Row(0, value: 10) with { IsBaseline = 1 };
        var row = Assert.Single(RunHistory.Of([around[0]], around, [baseline]));
        Assert.Equal([10, 11, 12, 13, 14, 15], row.Trend);
        Assert.Equal(10, row.Baseline);
        Assert.Equal("× 1.5 of the baseline", row.Change);
        Assert.Null(Assert.Single(RunHistory.Of([baseline], around, [baseline])).Change);
    }

    [Fact]
    public void Sides_WrittenAndRead_AreTheSame()
    {
        string[][] sides = [["a", "b"], ["c"], ["d", "e"]];
        Assert.Equal("a+b,c,d+e", RunSides.Format(sides));
        Assert.Equal(sides, RunSides.Parse("a+b,c,d+e"));
        Assert.Equal(sides, RunSides.Parse("a b,c,,d+e"));
        Assert.Empty(RunSides.Parse(null));
    }

    [Fact]
    public void Sides_Suggested_AreRunsThenEnvironmentsThenHalves()
    {
        Assert.Equal([["r0"], ["r1"], ["r2"]], RunSides.Suggest([Row(2), Row(0), Row(1)]));
        Assert.Equal([["r0", "r1", "r2"], ["r3", "r4", "r5"]], RunSides.Suggest([.. Enumerable.Range(0, 6).Select(i => Row(i, i < 3 ? "one" : "other"))]));
        Assert.Equal([["r0", "r1", "r2"], ["r3", "r4", "r5", "r6"]], RunSides.Suggest([.. Enumerable.Range(0, 7).Select(i => Row(i))]));
    }

    private static RunRow Row(int index, string build = "one", Dictionary<string, string>? cases = null, double? value = null) => new()
    {
        Id = $"r{index}", StartedAt = index, EndedAt = index + 1, State = "passed", Suites = "bench", Profile = "quick", Model = "tiny",
        Fingerprint = JsonSerializer.Serialize(new Dictionary<string, string> { ["build"] = build }), Cases = JsonSerializer.Serialize(cases ?? []),
        Figures = value is { } v ? JsonSerializer.Serialize(new[] { new RunFigure("bench/x", "ttft p50", v, "ms", "lower") }) : "[]",
    };
}
