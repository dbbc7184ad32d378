using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Console.Features.Runs.Plots;

/// <summary>Plots in words.</summary>
public static class PlotWords
{
    /// <summary>Range of each line.</summary>
    public static string Summary(TimePlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var parts = plot.Series.Select(s => (s.Label, Values: s.Values.OfType<double>().ToList())).Where(s => s.Values.Count > 0)
            .Select(s => $"{s.Label}: between {Figure.Text(s.Values.Min(), plot.Unit)} and {Figure.Text(s.Values.Max(), plot.Unit)}, last {Figure.Text(s.Values[^1], plot.Unit)}");
        return string.Join("; ", parts) + ".";
    }
}
