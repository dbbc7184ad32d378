using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Comparison;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Verdicts;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Harness.Reports;

public sealed class RunComparisonTests
{
    [Fact]
    public void Of_OneRunEach_DecidesNothingAndSaysWhy()
    {
        var comparison = RunComparison.Of([Group("A", 1, 1), Group("B", 1, 1.3)]);
        Assert.True(comparison.SameFingerprint);
        var ttft = comparison.Figures.Single(f => f.Case == "stress/spike" && f.Label == "ttft p50");
        Assert.InRange(ttft.Changes[0].Ratio!.Value, 1.25, 1.35);
        Assert.Equal(ChangeVerdict.Inconclusive, ttft.Changes[0].Verdict);
        Assert.Contains("5 are needed", ttft.Changes[0].Reason, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Inconclusive, ComparisonText.ExitCodeOf(comparison));
    }

    [Fact]
    public void Of_SixRunsEach_FindsTheSlowerAndNotTheEqual()
    {
        var slower = RunComparison.Of([Group("A", 6, 1), Group("B", 6, 1.3)]);
        Assert.Equal(ChangeVerdict.Regressed, slower.Figures.Single(f => f.Case == "stress/spike" && f.Label == "ttft p50").Changes[0].Verdict);
        Assert.Equal(ExitCode.Failed, ComparisonText.ExitCodeOf(slower));
        var same = RunComparison.Of([Group("A", 6, 1), Group("B", 6, 1)]);
        Assert.DoesNotContain(same.Figures, f => f.Changes[0].Verdict is ChangeVerdict.Regressed or ChangeVerdict.Improved);
    }

    [Fact]
    public void Of_OtherConditions_NamesThemAndDrawsNoVerdict()
    {
        var other = Runs(6, 1.3).Select(r => r with { Run = r.Run with { Fingerprint = new Dictionary<string, string>(r.Run.Fingerprint) { ["model"] = "other" } } });
        var comparison = RunComparison.Of([Group("A", 6, 1), new RunGroup("B", [.. other])]);
        Assert.False(comparison.SameFingerprint);
        Assert.Equal(["tiny (sha256 0f3a…)", "other"], comparison.Facts.Single(f => f.Name == "model").Values);
        Assert.All(comparison.Figures, f => Assert.DoesNotContain(f.Changes, c => c.Verdict is ChangeVerdict.Regressed or ChangeVerdict.Improved));
        Assert.NotEmpty(comparison.Forest(1).Rows);
    }

    [Fact]
    public void Of_APartOfTheCasesAgainstAllOfThem_JudgesThoseInCommon()
    {
        var comparison = RunComparison.Of([Group("A", 6, 1), new RunGroup("B", [.. Runs(6, 1.3, "stress")])]);
        Assert.True(comparison.SameFingerprint);
        Assert.Contains(comparison.Facts, f => f is { Name: "suites", InFingerprint: false });
        Assert.All(comparison.Figures, f => Assert.StartsWith("stress/", f.Case, StringComparison.Ordinal));
        Assert.Equal(ChangeVerdict.Regressed, comparison.Figures.Single(f => f.Case == "stress/spike" && f.Label == "ttft p50").Changes[0].Verdict);
    }

    [Fact]
    public void Of_AnotherSeedOrProfile_DrawsNoVerdict()
    {
        var seed = Runs(6, 1.3).Select(r => r with { Run = r.Run with { Seed = 2 } });
        var profile = Runs(6, 1.3).Select(r => r with { Run = r.Run with { Profile = "full" } });
        foreach (var other in new[] { seed, profile })
        {
            var comparison = RunComparison.Of([Group("A", 6, 1), new RunGroup("B", [.. other])]);
            Assert.False(comparison.SameFingerprint);
            Assert.Equal(ExitCode.Inconclusive, ComparisonText.ExitCodeOf(comparison));
        }
    }

    [Fact]
    public void Of_RunsThatTookTurns_AreJudgedAsPairs()
    {
        // The machine drifts by far more than the difference: only pairs can see it.
        var (a, b) = Turns(8, 1.08);
        var comparison = RunComparison.Of([new("A", a), new("B", b)]);
        var ttft = comparison.Figures.Single(f => f.Case == "stress/spike" && f.Label == "ttft p50").Changes[0];
        Assert.Equal((ChangeVerdict.Regressed, "signed-rank test of 8 pairs"), (ttft.Verdict, ttft.Test));
        Assert.InRange(ttft.Lower!.Value, 1.03, ttft.Ratio!.Value);
        var slope = comparison.Slope(1)!;
        Assert.True(slope.IsPaired);
        Assert.All(slope.Panels, p => Assert.Equal(8, p.Rows.Count));
        var panel = slope.Panels.Single(p => p.Title == "spike: ttft p50");
        Assert.All(panel.Rows, r => Assert.True(panel.IsWorse(r)));

        // The same runs one group after the other: the drift hides it, and nothing is claimed.
        var apart = RunComparison.Of([new("A", [.. a.Select((r, i) => r with { Run = r.Run with { At = DateTimeOffset.UnixEpoch.AddHours(i) } })]), new("B", [.. b.Select((r, i) => r with { Run = r.Run with { At = DateTimeOffset.UnixEpoch.AddHours(50 + i) } })])]);
        var unpaired = apart.Figures.Single(f => f.Key == comparison.Figures.Single(k => k.Case == "stress/spike" && k.Label == "ttft p50").Key).Changes[0];
        Assert.Equal((ChangeVerdict.Inconclusive, "Mann–Whitney test of 8 against 8 runs"), (unpaired.Verdict, unpaired.Test));
        Assert.False(apart.Slope(1)!.IsPaired);
    }

    [Fact]
    public void Of_FigureMeasuredSeveralTimesInARun_CountsOnce()
    {
        static RunSummary Repeated(RunSummary run) => run with { Cases = [.. run.Cases.Select(c => c with { Measurements = [.. c.Measurements, .. c.Measurements, .. c.Measurements] })] };
        var comparison = RunComparison.Of([new("A", [.. Runs(2, 1).Select(Repeated)]), new("B", [.. Runs(2, 1.3).Select(Repeated)])]);
        Assert.All(comparison.Figures, f => Assert.All(f.Values, v => Assert.InRange(v.Runs, 0, 2)));
        Assert.All(comparison.Figures.SelectMany(f => f.Changes), c => Assert.Null(c.P));
    }

    [Fact]
    public void Verdict_OfAGroup_IsItsWorstFigureAndSaysWhy()
    {
        var worse = GroupVerdict.Of(RunComparison.Of([Group("A", 6, 1), Group("B", 6, 1.3)]), 1);
        Assert.Equal(ChangeVerdict.Regressed, worse.Verdict);
        Assert.Matches(@"^\d+ of \d+ figures regressed", worse.Sentence);
        var few = GroupVerdict.Of(RunComparison.Of([Group("A", 1, 1), Group("B", 1, 1.3)]), 1);
        Assert.Equal((ChangeVerdict.Inconclusive, "1 run against 1: 5 are needed on each side"), (few.Verdict, few.Reason));
        using var text = new StringWriter();
        ComparisonText.Write(RunComparison.Of([Group("A", 6, 1), Group("B", 6, 1.3)]), text);
        Assert.Contains($"B against A: {worse.Sentence}", text.ToString(), StringComparison.Ordinal);
    }

    // A, B, B, A …, an hour apart, on a machine that gets slower with every one.
    private static (List<RunSummary> A, List<RunSummary> B) Turns(int pairs, double ratio)
    {
        List<RunSummary> a = [], b = [];
        for (var i = 0; i < 2 * pairs; i++)
        {
            var isB = i % 4 is 1 or 2;
            var run = Run(i, (1 + 0.03 * i) * (isB ? ratio : 1), 70 + i, DateTimeOffset.UnixEpoch.AddHours(i));
            (isB ? b : a).Add(run);
        }

        return (a, b);
    }

    private static RunGroup Group(string label, int count, double slowness) => new(label, [.. Runs(count, slowness)]);

    // One seed for all, as replicates have; what is left varies like a machine does.
    private static IEnumerable<RunSummary> Runs(int count, double slowness, params string[] suites) =>
        Enumerable.Range(0, count).Select(i => Run(i, slowness, i + 1 + (slowness > 1 ? 50 : 0), DateTimeOffset.UnixEpoch.AddHours(i + (slowness > 1 ? 50 : 0)), suites));

    private static RunSummary Run(int index, double slowness, int seed, DateTimeOffset at, params string[] suites)
    {
        var builder = new RunSummaryBuilder();
        foreach (var line in SyntheticRecord.Of($"r{index}", at, suites.Length == 0 ? ["stress", "bench"] : suites, seed: seed, slowness: slowness)) builder.Add(line);
        var run = builder.Build(over: true)!;
        return run with { Run = run.Run with { Seed = 1 } };
    }
}
