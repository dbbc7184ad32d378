using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Svg;

namespace Pensieve.Harness.Reports;

/// <summary>Draws what belongs to a case, and to a run as a whole.</summary>
public static class Drawings
{
    /// <summary>The plots of a case.</summary>
    public static IEnumerable<Drawing> Of(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        var sampled = c.SampleStride > 1 ? $"Drawn from every {c.SampleStride}th request." : null;
        foreach (var curve in CasePlots.Curves(c)) yield return Of(curve);
        foreach (var slope in SlopePlot.Of(c)) yield return Of(slope);
        if (RecoveryPlot.Of([c]) is { } recovery) yield return Of(recovery) with { Id = Id("recovery", c) };
        if (SurvivorPlot.Of(c) is { } survivors) yield return Of(survivors) with { Note = Join(SurvivorPlot.Note, sampled) };
        if (SplitPlot.Of(c) is { } split) yield return Of(split) with { Note = sampled };
        if (HeatPlot.Ttft(c) is { } heat) yield return Of(heat) with { Note = sampled };
        if (CasePlots.Distribution(c) is { } distribution) yield return Of(distribution) with { Note = sampled };
        if (GanttPlot.Of(c) is { } gantt) yield return Of(gantt) with { Note = sampled };
    }

    /// <summary>The plots of a run as a whole that are not over time.</summary>
    public static IEnumerable<Drawing> Of(RunSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (RecoveryPlot.Of(run.Cases) is { } recovery) yield return Of(recovery);
    }

    /// <summary>Availability of a run, or of one case, on its time axis; null = no request ended.</summary>
    public static Drawing? Availability(RunSummary run, TimeBoard board, string? caseId = null) => StripPlot.Of(run, caseId) is not { } strip ? null : new(
        "availability", "Availability: share of ended requests that ended well", [new("ended well", 3, Shape: KeyShape.Bar), new("badly (the upper part)", 6, Shape: KeyShape.Bar)],
        SvgSmall.Strip(strip, board), strip.Twin(), StripPlot.Note);

    /// <summary>One figure over another.</summary>
    public static Drawing Of(CurvePlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return new(plot.Id, plot.Title, [.. plot.Lines.Select((l, i) => new PlotKey(l.Label, l.Hue, i + 1))], SvgCurve.Draw(plot), plot.Twin());
    }

    /// <summary>Pairs of runs.</summary>
    public static Drawing Of(SlopePlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return new(plot.Id, plot.Title, plot.Keys(), SvgSlope.Draw(plot), plot.Twin(), plot.Note);
    }

    /// <summary>Recovery by fault.</summary>
    public static Drawing Of(RecoveryPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return new(plot.Id, plot.Title, RecoveryPlot.Keys, SvgRecovery.Draw(plot), plot.Twin(), RecoveryPlot.Note);
    }

    /// <summary>Latency of those who came through.</summary>
    public static Drawing Of(SurvivorPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return new(plot.Id, plot.Title, [new("darker = slower", 1, Shape: KeyShape.Bar)], SvgSurvivors.Draw(plot), plot.Twin(), SurvivorPlot.Note);
    }

    /// <summary>A figure over runs.</summary>
    /// <param name="plot">The history.</param>
    /// <param name="width">Width of its coordinates.</param>
    public static Drawing Of(HistoryPlot plot, double width = 900)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return new(plot.Id, plot.Title, plot.Keys(), SvgHistory.Draw(plot, width), plot.Twin());
    }

    /// <summary>Ratios with their intervals.</summary>
    public static Drawing Of(ForestPlot plot, string id)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return new(id, plot.Title, [new($"no more than ±{plot.Delta * 100:0.#} %: does not count", 5, Shape: KeyShape.Bar)], SvgSmall.Forest(plot), plot.Twin());
    }

    private static Drawing Of(SplitPlot plot) =>
        new(plot.Id, plot.Title, [.. plot.Parts.Select((p, i) => new PlotKey(p, SplitPlot.Hues[i % 4], Shape: KeyShape.Bar))], SvgSmall.Split(plot), plot.Twin());

    private static Drawing Of(HeatPlot plot) => new(plot.Id, plot.Title, [new("darker = more requests", 1, Shape: KeyShape.Bar)], SvgSmall.Heat(plot), plot.Twin());

    private static Drawing Of(GanttPlot plot) => new(plot.Id, plot.Title,
        [new("waiting to be sent (thin)", 5, Shape: KeyShape.Bar), new("to the first token (thin)", 2, Shape: KeyShape.Bar), new("decode (thick)", 1, Shape: KeyShape.Bar), new("did not end well ✗", 4, Shape: KeyShape.Bar)],
        SvgSmall.Gantt(plot), plot.Twin());

    private static string Id(string kind, CaseSummary c) => $"{kind}-{string.Concat(c.Plan.Id.Where(char.IsAsciiLetterOrDigit))}";

    private static string? Join(string first, string? second) => second is null ? first : $"{first} {second}";
}
