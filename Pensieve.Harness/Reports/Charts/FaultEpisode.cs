using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>One fault from its injection on. Times are seconds after the injection; null = it was not seen.</summary>
/// <param name="Fault">Its kind.</param>
/// <param name="Case">Id of its case.</param>
/// <param name="At">Second of the run at which it was injected.</param>
/// <param name="Detected">The target said that it noticed.</param>
/// <param name="FirstSuccess">The first request succeeded again.</param>
/// <param name="Recovered">Goodput was back.</param>
/// <param name="Lifted">The harness took it away.</param>
/// <param name="Steps">All its steps with the second of the run at which each happened.</param>
public sealed record FaultEpisode(
    string Fault, string Case, double At, double? Detected, double? FirstSuccess, double? Recovered, double? Lifted, IReadOnlyList<(double At, FaultChanged Step)> Steps)
{
    /// <summary>
    /// The episodes of a case, in order. What is only known afterwards (the first success, the recovery) is written later than
    /// it happened: such a step says how long after the injection it was, and counts from there.
    /// </summary>
    public static IReadOnlyList<FaultEpisode> Of(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        List<FaultEpisode> episodes = [];
        for (var i = 0; i < c.Faults.Count; i++)
        {
            var injected = c.Faults[i];
            if (injected.Stage != FaultStage.Injected) continue;
            List<(double At, FaultChanged Step)> steps = [(injected.T, injected)];
            steps.AddRange(c.Faults.Skip(i + 1).TakeWhile(f => f.Stage != FaultStage.Injected || f.Fault != injected.Fault)
                .Where(f => f.Fault == injected.Fault).Select(f => (injected.T + (f.AfterSeconds ?? f.T - injected.T), f)));
            episodes.Add(new FaultEpisode(injected.Fault, c.Plan.Id, injected.T, After(FaultStage.Detected), After(FaultStage.FirstSuccess), After(FaultStage.Recovered), After(FaultStage.Lifted),
                [.. steps.OrderBy(s => s.At)]));

            double? After(FaultStage stage) => steps.Where(s => s.Step.Stage == stage).Select(s => (double?)(s.At - injected.T)).FirstOrDefault();
        }

        return episodes;
    }
}
