using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>Draws pairs as sloping lines, three panels beside each other; runs that are no pairs as dots.</summary>
public static class SvgSlope
{
    private const double Width = 900;
    private const double PanelWidth = Width / Across;
    private const double PanelHeight = 226;
    private const int Across = 3;

    /// <summary>The plot as an svg element.</summary>
    public static string Draw(SlopePlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var rows = (plot.Panels.Count + Across - 1) / Across;
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} {rows * PanelHeight}\" role=\"img\" aria-label=\"{plot.Title}\">");
        for (var i = 0; i < plot.Panels.Count; i++) Panel(svg, plot, plot.Panels[i], i % Across * PanelWidth, i / Across * PanelHeight);
        return svg.Raw("</svg>").ToString();
    }

    private static void Panel(SvgWriter svg, SlopePlot plot, SlopePanel panel, double left, double top)
    {
        double from = left + 92, to = left + PanelWidth - 26;
        var values = panel.Rows.SelectMany(r => new[] { r.A, r.B }).OfType<double>().Where(double.IsFinite).ToList();
        svg.Put($"<text class=\"strong\" x=\"{left + 4}\" y=\"{top + 12}\">{SvgWriter.Short(panel.Title, 44)}</text>");
        if (values.Count == 0) return;
        double low = values.Min(), high = values.Max(), pad = Math.Max((high - low) * 0.12, Math.Abs(high) * 0.01 + 1e-12);
        var y = new Scale(low - pad, high + pad, top + PanelHeight - 26, top + 40);
        foreach (var tick in y.Ticks(4, panel.Unit == "bytes"))
            svg.Put($"<path class=\"grid\" d=\"M{left + 72} {y[tick]}H{left + PanelWidth - 6}\"/><text x=\"{left + 66}\" y=\"{y[tick] + 4}\" text-anchor=\"end\">{Figure.AxisText(tick, panel.Unit)}</text>");
        if (Figure.AxisUnit(panel.Unit) is { } unit) svg.Put($"<text x=\"{left + 4}\" y=\"{top + 26}\">{unit}</text>");
        foreach (var row in panel.Rows)
        {
            var title = $"{row.Label}: {Text(row.A, panel.Unit)} → {Text(row.B, panel.Unit)}";
            if (plot.IsPaired && row is { A: { } a, B: { } b } && double.IsFinite(a) && double.IsFinite(b))
            {
                var (hue, dash) = panel.IsWorse(row) == true ? (2, 2) : (1, 1);
                svg.Put($"<path class=\"line h{hue} d{dash}\" d=\"M{from} {y[a]}L{to} {y[b]}\"><title>{title}</title></path>");
            }

            foreach (var (x, value) in new[] { (from, row.A), (to, row.B) })
            {
                if (value is { } v && double.IsFinite(v)) SvgKeys.Mark(svg, KeyShape.Circle, 1, x, y[v], title, 3);
            }
        }

        Median(svg, y, from, panel.Rows.Select(r => r.A));
        Median(svg, y, to, panel.Rows.Select(r => r.B));
        svg.Put($"<text x=\"{from}\" y=\"{top + PanelHeight - 8}\" text-anchor=\"middle\">{SvgWriter.Short(plot.From, 20)}</text><text x=\"{to}\" y=\"{top + PanelHeight - 8}\" text-anchor=\"middle\">{SvgWriter.Short(plot.To, 20)}</text>");
    }

    private static void Median(SvgWriter svg, Scale y, double x, IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Where(double.IsFinite).Order().ToList();
        if (sorted.Count < 2) return;
        var median = (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        svg.Put($"<path class=\"median\" d=\"M{x - 13} {y[median]}h26\"/>");
    }

    private static string Text(double? value, string unit) => value is { } v ? Figure.Text(v, unit) : "–";
}
