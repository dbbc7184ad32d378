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
            .. run.Cases.Where(c => caseId is null || c.Plan.Id == caseId).SelectMany(c => c.Faults)
                .Where(f => f.T >= from && f.T <= to)
                .Select(f => new TimeMark($"{f.Fault} {Word(f.Stage)}", f.T, f.AfterSeconds is { } after ? $"{Figure.Duration(after)} after it was injected. {f.Detail}".Trim() : f.Detail)),
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

    // From its injection to its recovery; without one, to the last that was heard of it, else to the end of the case.
    private static IEnumerable<TimeBand> Faults(CaseSummary c, double end)
    {
        for (var i = 0; i < c.Faults.Count; i++)
        {
            var injected = c.Faults[i];
            if (injected.Stage != FaultStage.Injected) continue;
            var rest = c.Faults.Skip(i + 1).TakeWhile(f => !(f.Stage == FaultStage.Injected && f.Fault == injected.Fault)).Where(f => f.Fault == injected.Fault).ToList();
            var recovered = rest.FirstOrDefault(f => f.Stage == FaultStage.Recovered);
            yield return new TimeBand("fault", injected.Fault, injected.T, recovered?.T ?? end,
                recovered is null ? "not seen to recover" : $"recovered after {Figure.Duration(recovered.AfterSeconds ?? recovered.T - injected.T)}");
        }
    }
}
