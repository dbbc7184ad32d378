using Pensieve.Harness.Cli;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Scenarios;

/// <summary>The smoke profile: the marked cases of every suite, with the figures of quick.</summary>
public sealed class SmokeProfileTests
{
    private const double MostSuiteSeconds = 40;
    private const double MostSeconds = 150;

    private static readonly RunProfile s_smoke = RunProfile.BuiltIn(ProfileSize.Smoke);

    [Fact]
    public void Names_AreThoseOfTheProfiles_AndQuickIsTheDefault()
    {
        Assert.Equal(["smoke", "quick", "standard", "full"], RunProfile.Names);
        Assert.All(RunProfile.Names, n => Assert.Equal(n, RunProfile.BuiltIn(n.ToUpperInvariant())?.Name));
        Assert.Null(RunProfile.BuiltIn("0"));
        Assert.Equal("quick", RunProfile.Default);
        Assert.Equal("quick", new RunOptions { Suites = [], CommandLine = "" }.Profile);
    }

    [Fact]
    public void Find_Smoke_TakesSomeMarkedCasesOfEverySuiteInLittleTime()
    {
        var all = Catalogue.Find(["all"], [], s_smoke).Cases;
        Assert.All(all, c => Assert.True(c.IsSmoke));
        var plans = all.Select(c => c.Plan(s_smoke)).ToList();
        foreach (var suite in Catalogue.Suites)
        {
            var own = plans.Where(p => p.Suite == suite).ToList();
            Assert.InRange(own.Count, 2, Catalogue.All.Count(c => c.Plan(s_smoke).Suite == suite) - 1);
            Assert.True(own.Sum(p => p.ExpectedSeconds) < MostSuiteSeconds, $"{suite} takes {own.Sum(p => p.ExpectedSeconds)} s");
        }

        Assert.True(plans.Sum(p => p.ExpectedSeconds) < MostSeconds);
    }

    [Fact]
    public void Find_CasesByName_RunsThemMarkedOrNot()
    {
        var (cases, unknown) = Catalogue.Find(["stress"], ["stress/soak", "simultaneous", "mixed-*"], s_smoke);
        Assert.Empty(unknown);
        Assert.Equal(["stress/simultaneous", "stress/mixed-operations", "stress/mixed-load", "stress/soak"], cases.Select(c => c.Plan(s_smoke).Id));
    }

    [Fact]
    public void Figures_OfSmoke_AreThoseOfQuick()
    {
        var quick = RunProfile.BuiltIn(ProfileSize.Quick);
        Assert.Equal((1.0, 1), (s_smoke.Value("a/b", "c", 1, 2, 3), s_smoke.Count("a/b", "c", 1, 2, 3)));
        Assert.Equal(quick.Thresholds, s_smoke.Thresholds);
        Assert.All(Catalogue.All, c => Assert.Equal(c.Plan(quick), c.Plan(s_smoke)));
    }

    [Fact]
    public void File_OnSmoke_RunsTheMarkedOnesWithItsOwnFigures()
    {
        var profile = ProfileFile.Parse("""{"base":"smoke","settings":{"stress/simultaneous:requests":3}}""", "deploy").Profile!;
        Assert.Equal((3, 5), (profile.Count("stress/simultaneous", "requests", 5, 6, 7), profile.Count("stress/simultaneous", "other", 5, 6, 7)));
        Assert.Equal(Catalogue.Find(["all"], [], s_smoke).Cases, Catalogue.Find(["all"], [], profile).Cases);
        Assert.Contains("smoke, quick, standard, full", ProfileFile.Parse("""{"base":"tiny"}""", "x").Error, StringComparison.Ordinal);
        Assert.Contains("smoke, quick, standard, full", ProfileFile.Load("no-such-profile").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void List_Smoke_NamesTheMarkedCasesOnly()
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(0, CaseList.Write(new RunOptions { Suites = ["all"], Profile = "smoke", CommandLine = "" }, output, error));
        var listed = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]);
        Assert.Equal(Catalogue.All.Where(c => c.IsSmoke).Select(c => c.Plan(s_smoke).Id), listed);
    }
}
