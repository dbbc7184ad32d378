using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Console.Features.Runs;

public sealed class RunAgainTests
{
    [Theory]
    [InlineData("stress", "smoke")]
    [InlineData("stress", "full")]
    [InlineData("all", "quick")]
    public void Whole_RunOfAllItsCases_NamesNone(string suite, string profile)
    {
        var again = RunAgain.Whole(Run(profile, [suite], [.. Plans(suite, profile)]))!;
        Assert.Equal([suite], again.Suites);
        Assert.Equal((profile, 5L), (again.Profile, again.Seed));
        Assert.Null(again.Cases);
        Assert.Null(again.Fault());
    }

    [Fact]
    public void Whole_RunOfSomeCases_NamesThem()
    {
        CasePlan[] some = [.. Plans("stress", "quick").Take(3)];
        Assert.Equal(some.Select(p => p.Id), RunAgain.Whole(Run("quick", ["stress"], some))!.Cases);

        // In the smoke profile a case without the mark is one that was named.
        CasePlan[] more = [.. Plans("stress", "smoke"), Plans("stress", "quick").Single(p => p.Id == "stress/soak")];
        Assert.Equal(more.Select(p => p.Id), RunAgain.Whole(Run("smoke", ["stress"], more))!.Cases);
    }

    [Fact]
    public void Failed_RunOfAll_TakesThoseThatFailedDidNotCountOrDidNotEnd_AndTheirSuitesOnly()
    {
        var plans = Plans("integration", "quick").Take(3).Concat(Plans("stress", "quick").Take(2)).Concat(Plans("bench", "quick").Take(2)).ToArray();
        RunState[] states = [RunState.Passed, RunState.Failed, RunState.Skipped, RunState.Invalid, RunState.Interrupted, RunState.Inconclusive, RunState.Pending];
        var run = Run("quick", ["all"], plans);
        run = run with { Cases = [.. run.Cases.Zip(states, (c, s) => c with { State = s })] };
        var again = RunAgain.Failed(run)!;
        Assert.Equal(["integration", "stress"], again.Suites);
        Assert.Equal([plans[1].Id, plans[3].Id, plans[4].Id], again.Cases);
        Assert.Equal(("quick", 5L), (again.Profile, again.Seed));
        Assert.Null(again.Fault());
        Assert.Null(RunAgain.Failed(run with { Cases = [.. run.Cases.Select(c => c with { State = RunState.Passed })] }));
    }

    [Fact]
    public void Any_OfAProfileFromAFile_IsNotOffered()
    {
        var run = Run("nightly", ["stress"], [.. Plans("stress", "quick")]);
        Assert.Null(RunAgain.Whole(run));
        Assert.Null(RunAgain.Case(run, run.Cases[0]));
    }

    private static IEnumerable<CasePlan> Plans(string suite, string profile) => RunCatalogue.Plan([suite], profile);

    private static RunSummary Run(string profile, string[] suites, IReadOnlyList<CasePlan> cases)
    {
        var builder = new RunSummaryBuilder();
        builder.Add(((RunStarted)SyntheticRecord.Of("run-1", DateTimeOffset.UnixEpoch, ["stress"], 5)[0]) with { Profile = profile, Suites = suites, Cases = cases });
        return builder.Build(over: true)!;
    }
}
