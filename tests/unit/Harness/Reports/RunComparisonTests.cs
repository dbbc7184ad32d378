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

    private static RunGroup Group(string label, int count, double slowness) => new(label, [.. Runs(count, slowness)]);

    // One seed for all, as replicates have; what is left varies like a machine does.
    private static IEnumerable<RunSummary> Runs(int count, double slowness, params string[] suites) => Enumerable.Range(0, count).Select(i =>
    {
        var builder = new RunSummaryBuilder();
        foreach (var line in SyntheticRecord.Of($"r{i}", DateTimeOffset.UnixEpoch, suites.Length == 0 ? ["stress", "bench"] : suites, seed: i + 1 + (slowness > 1 ? 50 : 0), slowness: slowness)) builder.Add(line);
        var run = builder.Build(over: true)!;
        return run with { Run = run.Run with { Seed = 1 } };
    });
}
