using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>How far a run is.</summary>
/// <param name="Share">0 to 1; null = its plan is not known yet.</param>
/// <param name="Left">Expected to be left, from the plan and the pace so far; null = not known.</param>
/// <param name="Doing">The case and phase under way; null = none.</param>
/// <param name="Done">Cases that ended.</param>
/// <param name="Total">Cases planned.</param>
public sealed record RunProgress(double? Share, TimeSpan? Left, string? Doing, int Done, int Total)
{
    /// <summary>Progress of a run so far.</summary>
    /// <param name="run">The run; null = its first line has not come.</param>
    /// <param name="elapsed">Time since it began.</param>
    public static RunProgress Of(RunSummary? run, TimeSpan elapsed)
    {
        if (run is null || run.Cases.Count == 0) return new(null, null, null, 0, 0);
        var seconds = Math.Max(run.Seconds, elapsed.TotalSeconds);
        double planned = 0, done = 0, took = 0;
        foreach (var c in run.Cases)
        {
            var expected = Math.Max(0.5, c.Plan.ExpectedSeconds);
            planned += expected;
            if (c.State == RunState.Running) done += Math.Min(expected * 0.98, Math.Max(0, seconds - (c.From ?? seconds)));
            else if (c.State != RunState.Pending)
            {
                done += expected;
                took += (c.Seconds ?? 0) / expected;
            }
        }

        var ended = run.Cases.Count(c => RunStates.IsOver(c.State));
        var current = run.Cases.FirstOrDefault(c => c.State == RunState.Running);
        var phase = current?.Phases.LastOrDefault(p => p.To is null)?.Name;
        // The pace of a few short cases says little about the long ones to come.
        var pace = ended < 2 ? 1 : Math.Clamp(took / ended, 0.7, 2);
        return new(planned == 0 ? null : Math.Min(1, done / planned), TimeSpan.FromSeconds((planned - done) * pace),
            current is null ? null : phase is null ? current.Plan.Title : $"{current.Plan.Title}: {phase}", ended, run.Cases.Count);
    }
}
