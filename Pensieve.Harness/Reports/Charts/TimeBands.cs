using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>Cases, phases and faults as bands and marks.</summary>
public static class TimeBands
{
    /// <summary>Bands that touch a stretch of the run. What has not ended reaches to its end.</summary>
    public static IReadOnlyList<TimeBand> Of(RunSummary run, double from, double to, string? caseId)
    {
        ArgumentNullException.ThrowIfNull(run);
        List<TimeBand> bands = [];
        foreach (var c in run.Cases.Where(c => c.From is not null && (caseId is null || c.Plan.Id == caseId)))
        {
            var end = c.To ?? run.Seconds;
            bands.Add(new TimeBand("case", c.Plan.Title, c.From!.Value, end, c.Plan.Id));
            bands.AddRange(c.Phases.Select(p => new TimeBand("phase", p.Name, p.From, p.To ?? end, p.Detail)));
            bands.AddRange(Faults(c, end));
        }

        return [.. bands.Where(b => b.To >= from && b.From <= to).Select(b => b with { From = Math.Max(from, b.From), To = Math.Min(to, b.To) })];
    }

    /// <summary>Every step of every fault.</summary>
    public static IReadOnlyList<TimeMark> Marks(RunSummary run, double from, double to, string? caseId)
    {
        ArgumentNullException.ThrowIfNull(run);
        return
        [
            .. run.Cases.Where(c => caseId is null || c.Plan.Id == caseId).SelectMany(FaultEpisode.Of).SelectMany(e => e.Steps.Select(s => (e, s.At, s.Step)))
                .Where(m => m.At >= from && m.At <= to)
                .Select(m => new TimeMark($"{m.Step.Fault} {Word(m.Step.Stage)}", m.At, m.Step.Stage == FaultStage.Injected ? m.Step.Detail : $"{Figure.Duration(m.At - m.e.At)} after it was injected. {m.Step.Detail}".Trim())),
        ];
    }

    /// <summary>"injected", "first success" …</summary>
    public static string Word(FaultStage stage) => stage switch
    {
        FaultStage.Injected => "injected",
        FaultStage.Detected => "detected",
        FaultStage.Lifted => "lifted",
        FaultStage.FirstSuccess => "first success",
        _ => "recovered",
    };

    // From its injection until it is recovered and taken away; without either to the end of the case.
    private static IEnumerable<TimeBand> Faults(CaseSummary c, double end) => FaultEpisode.Of(c).Select(e => new TimeBand(
        "fault", e.Fault, e.At, e.Recovered is null && e.Lifted is null ? end : e.At + Math.Max(e.Recovered ?? 0, e.Lifted ?? 0),
        e.Recovered is { } recovered ? $"recovered after {Figure.Duration(recovered)}" : e.Lifted is { } lifted ? $"taken away after {Figure.Duration(lifted)}" : "not seen to recover"));
}
