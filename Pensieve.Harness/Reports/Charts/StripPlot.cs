namespace Pensieve.Harness.Reports.Charts;

/// <summary>Availability over time: the share of requests that ended well, of those that ended.</summary>
/// <param name="Cells">Stretches of time; one without a share had no request end in it.</param>
/// <param name="Bands">Faults.</param>
public sealed record StripPlot(IReadOnlyList<StripCell> Cells, IReadOnlyList<TimeBand> Bands)
{
    private const int Columns = 120;

    /// <summary>What a reader must know.</summary>
    public const string Note = "Full height = every request that ended did so well. Requests that were shed (429, 503) or whose client left on purpose are told apart and do not lower the share; grey = no other ended.";

    /// <summary>The same as a table: stretches in which not all was well, and the whole.</summary>
    public PlotTwin Twin() => new(["From", "Ended well", "Badly", "Shed", "Client left", "Share"],
        [.. Cells.Where(c => c.Bad + c.Shed + c.Cancelled > 0).Select(c => Row(Svg.SvgTimePlot.Clock(c.From), c)), Row("all of it", new(0, 0, Share(), Cells.Sum(c => c.Good), Cells.Sum(c => c.Bad), Cells.Sum(c => c.Shed), Cells.Sum(c => c.Cancelled)))]);

    private static IReadOnlyList<string> Row(string from, StripCell c) =>
        [from, $"{c.Good}", $"{c.Bad}", $"{c.Shed}", $"{c.Cancelled}", c.Share is { } share ? Figure.Digits(share * 100) + " %" : "–"];

    private double? Share() => Cells.Sum(c => c.Good + c.Bad) is > 0 and var ended ? (double)Cells.Sum(c => c.Good) / ended : null;

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
            var cancelled = g.Sum(t => t.Failed.GetValueOrDefault("cancelled"));
            var bad = g.Sum(t => t.Failed.Values.Sum()) - cancelled;
            return new StripCell(from + g.Key * width, Math.Min(to, from + (g.Key + 1) * width), good + bad == 0 ? null : (double)good / (good + bad), good, bad, g.Sum(t => t.Shed), cancelled);
        });
        return new StripPlot([.. cells], [.. TimeBands.Of(run, from, to, caseId).Where(b => b.Kind == "fault")]);
    }
}

/// <summary>A stretch of a <see cref="StripPlot"/>; requests that were shed, or left by their client, are told apart and do not lower the share.</summary>
public sealed record StripCell(double From, double To, double? Share, int Good, int Bad, int Shed, int Cancelled);
