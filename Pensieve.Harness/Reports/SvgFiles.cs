using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Svg;

namespace Pensieve.Harness.Reports;

/// <summary>Every plot of a run as an SVG file of its own.</summary>
public static class SvgFiles
{
    /// <summary>Name without extension, unique in the run, and the file's text.</summary>
    public static IEnumerable<(string Name, string Svg)> Of(RunSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var board = TimeBoards.Of(run);
        foreach (var plot in board.Plots) yield return (plot.Id, SvgStyle.Standalone(SvgTimePlot.Draw(plot, board)));
        if (StripPlot.Of(run) is { } strip) yield return ("availability", SvgStyle.Standalone(SvgSmall.Strip(strip, board)));
        foreach (var c in run.Cases)
        {
            foreach (var curve in CasePlots.Curves(c)) yield return (curve.Id, SvgStyle.Standalone(SvgCurve.Draw(curve)));
            if (CasePlots.Distribution(c) is { } distribution) yield return (distribution.Id, SvgStyle.Standalone(SvgCurve.Draw(distribution)));
            if (HeatPlot.Ttft(c) is { } heat) yield return (heat.Id, SvgStyle.Standalone(SvgSmall.Heat(heat)));
            if (SplitPlot.Of(c) is { } split) yield return (split.Id, SvgStyle.Standalone(SvgSmall.Split(split)));
            if (GanttPlot.Of(c) is { } gantt) yield return (gantt.Id, SvgStyle.Standalone(SvgSmall.Gantt(gantt)));
        }
    }
}
