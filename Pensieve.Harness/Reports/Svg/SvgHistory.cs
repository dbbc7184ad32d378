using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>Draws a figure over runs: points with intervals, the level of each stretch, and what parts the stretches.</summary>
public static class SvgHistory
{
    private const double Left = 78;
    private const double Top = 26;
    private const double Bottom = 168;

    /// <summary>The plot as an svg element.</summary>
    /// <param name="plot">What to draw.</param>
    /// <param name="width">Width of its coordinates: narrower drawings have larger letters.</param>
    public static string Draw(HistoryPlot plot, double width = 900)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {width} 192\" role=\"img\" aria-label=\"{plot.Title}\">");
        if (plot.Points.Count == 0) return svg.Raw("</svg>").ToString();
        var values = plot.Points.SelectMany(p => new[] { p.Value, p.Lower ?? p.Value, p.Upper ?? p.Value }).Where(double.IsFinite).ToList();
        double low = values.Min(), high = values.Max(), pad = Math.Max((high - low) * 0.1, Math.Abs(high) * 0.01 + 1e-12);
        var y = new Scale(low - pad, high + pad, Bottom, Top);
        var x = new Scale(0, Math.Max(1, plot.Points.Count - 1), Left + 12, width - 16);
        foreach (var tick in y.Ticks(4, plot.Unit == "bytes"))
            svg.Put($"<path class=\"grid\" d=\"M{Left} {y[tick]}H{width - 4}\"/><text x=\"{Left - 6}\" y=\"{y[tick] + 4}\" text-anchor=\"end\">{Figure.AxisText(tick, plot.Unit)}</text>");
        if (Figure.AxisUnit(plot.Unit) is { } unit) svg.Put($"<text x=\"4\" y=\"10\">{unit}</text>");
        foreach (var stretch in plot.Stretches) Stretch(svg, stretch, x, y, width);
        foreach (var (point, i) in plot.Points.Select((p, i) => (p, i))) Point(svg, plot, point, x[i], y);
        var every = Math.Max(1, (int)Math.Ceiling(plot.Points.Count / Math.Max(2, (width - Left) / 96)));
        for (var i = plot.Points.Count - 1; i >= 0; i -= every)
            svg.Put($"<text x=\"{x[i]}\" y=\"{Bottom + 18}\" text-anchor=\"{(i == plot.Points.Count - 1 ? "end" : i == 0 ? "start" : "middle")}\">{HistoryPlot.When(plot.Points[i].At)}</text>");
        return svg.Raw("</svg>").ToString();
    }

    private static void Stretch(SvgWriter svg, HistoryStretch stretch, Scale x, Scale y, double width)
    {
        svg.Put($"<path class=\"level\" d=\"M{x[stretch.From] - 8} {y[stretch.Level]}H{x[stretch.To] + 8}\"><title>median {Figure.Digits(stretch.Level)}</title></path>");
        if (stretch.Change is not { } change) return;
        var at = (x[stretch.From - 1] + x[stretch.From]) / 2;
        var end = at > width * 0.6;
        svg.Put($"<path class=\"mark-curve\" d=\"M{at} {Top - 8}V{Bottom}\"/><text class=\"strong\" x=\"{at + (end ? -4 : 4)}\" y=\"{Top - 12}\" text-anchor=\"{(end ? "end" : "start")}\">{SvgWriter.Short(change, (int)(width / 14))}<title>{change}</title></text>");
    }

    private static void Point(SvgWriter svg, HistoryPlot plot, HistoryPoint p, double x, Scale y)
    {
        if (p.Lower is { } low && p.Upper is { } high && double.IsFinite(high)) svg.Put($"<path class=\"whisker h1\" d=\"M{x} {y[low]}V{y[high]}m-3 0h6M{x - 3} {y[low]}h6\"/>");
        var (shape, hue) = p.IsBaseline ? (KeyShape.Diamond, 3) : p.IsWhole ? (KeyShape.Circle, 1) : (KeyShape.Square, 2);
        SvgKeys.Mark(svg, shape, hue, x, y[p.Value], $"{p.Run}, {HistoryPlot.When(p.At)}: {Figure.Text(p.Value, plot.Unit)}, {p.State}{(p.IsBaseline ? ", baseline" : "")}", p.IsBaseline ? 5 : 3.6);
    }
}
