using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>What to ask for to have a run, or a part of it, once more: in the same profile and with the same seed.</summary>
public static class RunAgain
{
    /// <summary>The same suites and cases; null = its profile was a file's, which is not known here.</summary>
    /// <param name="run">What its record says.</param>
    public static RunRequest? Whole(RunSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!IsKnown(run)) return null;
        string[] cases = [.. run.Run.Cases.Select(c => c.Id)];

        // All that its suites have is not spelled out: the command line that repeats it stays short.
        var whole = RunCatalogue.Plan([.. run.Run.Suites], run.Run.Profile).Select(p => p.Id).ToHashSet();
        return new RunRequest(run.Run.Suites, run.Run.Profile, whole.SetEquals(cases) ? null : cases, run.Run.Seed);
    }

    /// <summary>The cases that failed, did not count or did not come to their end; null = there are none, or as above.</summary>
    /// <param name="run"><inheritdoc cref="Whole" path="/param[@name='run']/node()"/></param>
    public static RunRequest? Failed(RunSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Of(run, [.. run.Cases.Where(c => c.State is RunState.Failed or RunState.Invalid or RunState.Error or RunState.Interrupted)]);
    }

    /// <summary>One case; null as above.</summary>
    /// <param name="run"><inheritdoc cref="Whole" path="/param[@name='run']/node()"/></param>
    /// <param name="one">A case of it.</param>
    public static RunRequest? Case(RunSummary run, CaseSummary one)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Of(run, [one]);
    }

    private static RunRequest? Of(RunSummary run, IReadOnlyList<CaseSummary> cases) =>
        cases.Count > 0 && IsKnown(run) ? new RunRequest([.. cases.Select(c => c.Plan.Suite).Distinct()], run.Run.Profile, [.. cases.Select(c => c.Plan.Id)], run.Run.Seed) : null;

    private static bool IsKnown(RunSummary run) => RunCatalogue.Profiles.Contains(run.Run.Profile);
}
