using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Svg;

namespace Pensieve.Console.Features.Runs.Detail;

/// <summary>The plots of a case that are not over time, as the report draws them.</summary>
internal static class CaseFigures
{
    /// <summary>Title with a legend in words, and the drawing.</summary>
    public static IEnumerable<(string Title, string Svg)> Of(CaseSummary c)
    {
        foreach (var curve in CasePlots.Curves(c)) yield return ($"{curve.Title} ({string.Join(", ", curve.Lines.Select((l, i) => $"{l.Label}: {s_dashes[i % 5]}"))})", SvgCurve.Draw(curve));
        if (SplitPlot.Of(c) is { } split) yield return ($"{split.Title}: {string.Join(", then ", split.Parts)}", SvgSmall.Split(split));
        if (HeatPlot.Ttft(c) is { } heat) yield return ($"{heat.Title}: darker = more requests{Sampled(c)}", SvgSmall.Heat(heat));
        if (CasePlots.Distribution(c) is { } spread) yield return ($"{spread.Title} ({string.Join(", ", spread.Lines.Select((l, i) => $"{l.Label}: {s_dashes[i % 5]}"))}){Sampled(c)}", SvgCurve.Draw(spread));
        if (GanttPlot.Of(c) is { } gantt) yield return ($"{gantt.Title}: thin = waiting and prefill, thick = decode, ✗ = did not end well{Sampled(c)}", SvgSmall.Gantt(gantt));
    }

    private static readonly string[] s_dashes = ["solid", "dashed", "dotted", "dash-dot", "sparse dots"];

    private static string Sampled(CaseSummary c) => c.SampleStride > 1 ? $"; every {c.SampleStride}th request" : "";
}
