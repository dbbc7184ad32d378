using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>Draws percentiles over time as a grid: each cell has its figure in it, and is the darker the slower.</summary>
public static class SvgSurvivors
{
    private const double Width = 900;
    private const double Left = 64;
    private const double Row = 24;
    private const double Strongest = 0.55;

    /// <summary>The plot as an svg element.</summary>
    public static string Draw(SurvivorPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var values = plot.Cells.SelectMany(c => c).OfType<double>().ToList();
        double low = values.Min(), high = Math.Max(values.Max(), low * 1.01);
        var bottom = 22 + Row * plot.Levels.Count;
        var x = new Scale(plot.Times[0], plot.Times[^1], Left, Width - 8);
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} {bottom + 24}\" role=\"img\" aria-label=\"{plot.Title}\">");
        foreach (var band in plot.Bands)
            svg.Put($"<rect class=\"band-fault\" x=\"{x[band.From]}\" y=\"16\" width=\"{Math.Max(2, x[band.To] - x[band.From])}\" height=\"{bottom - 16}\"/><text x=\"{Math.Min(x[band.From], Width - 120)}\" y=\"11\">{band.Label}</text>");
        for (var level = 0; level < plot.Levels.Count; level++)
        {
            var top = bottom - Row * (level + 1);
            svg.Put($"<text x=\"{Left - 6}\" y=\"{top + 16}\" text-anchor=\"end\">{SurvivorPlot.Word(plot.Levels[level])}</text>");
            for (var column = 0; column < plot.Cells.Count; column++)
            {
                if (plot.Cells[column][level] is not { } ms) continue;
                var strength = 0.06 + (Strongest - 0.06) * Math.Log(ms / low) / Math.Log(high / low);
                double left = x[plot.Times[column]], width = x[plot.Times[column + 1]] - left - 1;
                svg.Put($"<g><title>{SurvivorPlot.Word(plot.Levels[level])} from {SvgTimePlot.Clock(plot.Times[column])}: {Figure.Text(ms, "ms")} (n = {plot.Counts[column]})</title>")
                    .Put($"<rect class=\"heat\" x=\"{left}\" y=\"{top + 1}\" width=\"{width}\" height=\"{Row - 2}\" opacity=\"{strength}\"/><text class=\"strong\" x=\"{left + width / 2}\" y=\"{top + 16}\" text-anchor=\"middle\">{Short(ms)}</text></g>");
            }
        }

        foreach (var tick in x.Ticks(8)) svg.Put($"<text x=\"{x[tick]}\" y=\"{bottom + 16}\" text-anchor=\"middle\">{SvgTimePlot.Clock(tick)}</text>");
        return svg.Put($"<text x=\"4\" y=\"{bottom + 16}\">ms</text>").Raw("</svg>").ToString();
    }

    // Two or three digits: more do not fit a cell; its title and the table have them all.
    private static string Short(double ms) => ms >= 9950 ? $"{ms / 1000:0} s" : ms >= 995 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ms / 1000:0.0} s") : ms >= 10 ? $"{ms:0}" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ms:0.#}");
}
