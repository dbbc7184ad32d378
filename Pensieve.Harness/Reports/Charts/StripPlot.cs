namespace Pensieve.Harness.Reports.Charts;

/// <summary>Availability over time: the share of requests that ended well, of those that ended.</summary>
/// <param name="Cells">Stretches of time; one without a share had no request end in it.</param>
/// <param name="Bands">Faults.</param>
public sealed record StripPlot(IReadOnlyList<StripCell> Cells, IReadOnlyList<TimeBand> Bands)
{
    private const int Columns = 120;

    /// <summary>The strip of a run, or of one case; null = no request ended.</summary>
    public static StripPlot? Of(RunSummary run, string? caseId = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var ticks = run.Timeline.Ticks.Where(t => caseId is null || t.Case == caseId).ToList();
        if (ticks.Count < 2 || ticks.All(t => t.Completed == 0 && t.Failed.Count == 0)) return null;
        double from = ticks[0].T - ticks[0].Seconds, to = ticks[^1].T, width = Math.Max((to - from) / Columns, 0.25);
        var cells = ticks.GroupBy(t => (int)((t.T - 1e-9 - from) / width)).OrderBy(g => g.Key).Select(g =>
        {
            var good = g.Sum(t => t.Completed);
            var bad = g.Sum(t => t.Failed.Values.Sum());
            return new StripCell(from + g.Key * width, Math.Min(to, from + (g.Key + 1) * width), good + bad == 0 ? null : (double)good / (good + bad), good, bad, g.Sum(t => t.Shed));
        });
        return new StripPlot([.. cells], [.. TimeBands.Of(run, from, to, caseId).Where(b => b.Kind == "fault")]);
    }
}

/// <summary>A stretch of a <see cref="StripPlot"/>; requests that were shed are told apart and do not lower the share.</summary>
public sealed record StripCell(double From, double To, double? Share, int Good, int Bad, int Shed);
