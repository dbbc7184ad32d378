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
        if (Drawings.Availability(run, board) is { } strip) yield return (strip.Id, SvgStyle.Standalone(strip.Svg));
        foreach (var drawing in Drawings.Of(run).Concat(run.Cases.SelectMany(Drawings.Of))) yield return (drawing.Id, SvgStyle.Standalone(drawing.Svg));
    }
}
