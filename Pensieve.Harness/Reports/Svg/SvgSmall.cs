using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>Draws heatmaps, bars of requests, split bars, the availability strip and forest plots.</summary>
public static class SvgSmall
{
    private const double Width = 900;
    private const double Left = 74;

    /// <summary>A heatmap; darker = more samples.</summary>
    public static string Heat(HeatPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        const double top = 6, bottom = 176, right = Width - 8;
        var most = plot.Counts.Max(c => c.Max());
        var x = new Scale(plot.Times[0], plot.Times[^1], Left, right);
        var y = new Scale(plot.Levels[0], plot.Levels[^1], bottom, top, Log: true);
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} 202\" role=\"img\" aria-label=\"{plot.Title}\">");
        for (var c = 0; c < plot.Counts.Count; c++)
        {
            for (var r = 0; r < plot.Counts[c].Count; r++)
            {
                var count = plot.Counts[c][r];
                if (count == 0) continue;
                svg.Put($"<rect class=\"heat\" x=\"{x[plot.Times[c]]}\" y=\"{y[plot.Levels[r + 1]]}\" width=\"{x[plot.Times[c + 1]] - x[plot.Times[c]] - 0.5}\" height=\"{y[plot.Levels[r]] - y[plot.Levels[r + 1]] - 0.5}\" opacity=\"{0.15 + 0.85 * Math.Sqrt((double)count / most)}\">")
                    .Put($"<title>{count} of {Figure.Text(plot.Levels[r], plot.Unit)} to {Figure.Text(plot.Levels[r + 1], plot.Unit)}, {SvgTimePlot.Clock(plot.Times[c])}</title></rect>");
            }
        }

        foreach (var tick in y.Ticks(5)) svg.Put($"<text x=\"{Left - 6}\" y=\"{y[tick] + 4}\" text-anchor=\"end\">{Figure.Text(tick, plot.Unit)}</text>");
        foreach (var tick in x.Ticks(8)) svg.Put($"<text x=\"{x[tick]}\" y=\"{bottom + 16}\" text-anchor=\"middle\">{SvgTimePlot.Clock(tick)}</text>");
        return svg.Raw("</svg>").ToString();
    }

    /// <summary>Requests as bars.</summary>
    public static string Gantt(GanttPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        const double row = 11, left = 12;
        var bottom = 6 + row * plot.Rows.Count;
        var x = new Scale(plot.From, Math.Max(plot.To, plot.From + 0.001), left, Width - 12);
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} {bottom + 22}\" role=\"img\" aria-label=\"{plot.Title}\">");
        for (var i = 0; i < plot.Rows.Count; i++)
        {
            var r = plot.Rows[i];
            var y = 5 + row * i;
            svg.Put($"<g><title>{r.Id} {r.Kind}: {r.Outcome}, first token {Figure.Text(r.TtftMs(), "ms")}, whole {Figure.Text(r.E2eMs(), "ms")}, {r.OutputTokens} tokens</title>");
            Bar(svg, x, r.Sched, r.Send, y, 5);
            Bar(svg, x, r.Send, r.First ?? r.Term, y, r.IsOk() ? 2 : 4);
            if (r.First is { } first) Bar(svg, x, first, r.Last ?? r.Term, y, 1);
            if (!r.IsOk()) svg.Put($"<text class=\"strong\" x=\"{x[r.Term] + 3}\" y=\"{y + 8}\">✗</text>");
            svg.Raw("</g>");
        }

        foreach (var tick in x.Ticks(8)) svg.Put($"<text x=\"{x[tick]}\" y=\"{bottom + 15}\" text-anchor=\"middle\">{SvgTimePlot.Clock(tick)}</text>");
        return svg.Raw("</svg>").ToString();

        static void Bar(SvgWriter svg, Scale x, double from, double to, double y, int hue)
        {
            if (to > from) svg.Put($"<rect class=\"bar h{hue}\" x=\"{x[from]}\" y=\"{y + (hue == 1 ? 0 : 2)}\" width=\"{Math.Max(0.6, x[to] - x[from])}\" height=\"{(hue == 1 ? 8 : 4)}\"/>");
        }
    }

    /// <summary>Mean parts of a request, a bar for each kind.</summary>
    public static string Split(SplitPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        const double row = 26, left = 170;
        var x = Scale.FromZero(plot.Rows.Select(r => r.Parts.Sum()), left, Width - 12);
        var bottom = 4 + row * plot.Rows.Count;
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} {bottom + 22}\" role=\"img\" aria-label=\"{plot.Title}\">");
        for (var i = 0; i < plot.Rows.Count; i++)
        {
            var from = 0.0;
            svg.Put($"<text x=\"{left - 8}\" y=\"{4 + row * i + 15}\" text-anchor=\"end\">{plot.Rows[i].Label}</text>");
            for (var p = 0; p < plot.Parts.Count; p++)
            {
                var ms = Math.Max(0, plot.Rows[i].Parts[p]);
                svg.Put($"<rect class=\"bar h{SplitPlot.Hues[p % 4]}\" x=\"{x[from]}\" y=\"{6 + row * i + (p % 2 == 0 ? 0 : 2)}\" width=\"{x[from + ms] - x[from]}\" height=\"{(p % 2 == 0 ? 16 : 12)}\"><title>{plot.Parts[p]}: {Figure.Text(ms, "ms")}</title></rect>");
                from += ms;
            }
        }

        foreach (var tick in x.Ticks(6)) svg.Put($"<text x=\"{x[tick]}\" y=\"{bottom + 15}\" text-anchor=\"middle\">{Figure.Text(tick, "ms")}</text>");
        return svg.Raw("</svg>").ToString();
    }

    /// <summary>Availability: full height = all requests that ended did so well.</summary>
    public static string Strip(StripPlot plot, TimeBoard board)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentNullException.ThrowIfNull(board);
        const double top = 4, height = 34;
        var x = new Scale(board.From, board.To, SvgTimePlot.Left, Width - 8);
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} 60\" role=\"img\" aria-label=\"Availability\">");
        foreach (var cell in plot.Cells)
        {
            double left = x[cell.From], width = Math.Max(0.5, x[cell.To] - left - 0.6), bad = cell.Share is { } share ? height * (1 - share) : 0;
            svg.Put($"<g><title>{SvgTimePlot.Clock(cell.From)}: {cell.Good} well, {cell.Bad} badly, {cell.Shed} shed, {cell.Cancelled} left by their client</title>")
                .Put($"<rect class=\"{(cell.Share is null ? "strip-none" : "strip-good")}\" x=\"{left}\" y=\"{top + bad}\" width=\"{width}\" height=\"{height - bad}\"/>");
            if (bad > 0) svg.Put($"<rect class=\"strip-bad\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{bad}\"/>");
            svg.Raw("</g>");
        }

        foreach (var band in plot.Bands) svg.Put($"<path class=\"mark\" d=\"M{x[band.From]} {top}v{height}M{x[band.To]} {top}v{height}\"/><text x=\"{x[band.From]}\" y=\"54\">{band.Label}</text>");
        return svg.Raw("</svg>").ToString();
    }

    /// <summary>Ratios with intervals.</summary>
    public static string Forest(ForestPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        const double row = 22, left = 330, right = Width - 130;
        var far = Math.Min(10, plot.Rows.SelectMany(r => new[] { r.Ratio, r.Lower ?? r.Ratio, r.Upper ?? r.Ratio }).Where(r => r > 0 && double.IsFinite(r))
            .Select(r => Math.Max(r, 1 / r)).Append(1 + plot.Delta * 2).Append(1.05).Max() * 1.02);
        var x = new Scale(1 / far, far, left, right, Log: true);
        var bottom = 8 + row * plot.Rows.Count;
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} {bottom + 24}\" role=\"img\" aria-label=\"{plot.Title}\">")
            .Put($"<rect class=\"delta\" x=\"{x[1 - plot.Delta]}\" y=\"4\" width=\"{x[1 + plot.Delta] - x[1 - plot.Delta]}\" height=\"{bottom - 4}\"/><path class=\"zero\" d=\"M{x[1]} 4V{bottom}\"/>");
        for (var i = 0; i < plot.Rows.Count; i++)
        {
            var r = plot.Rows[i];
            var y = 8 + row * i + row / 2;
            svg.Put($"<text class=\"strong\" x=\"{left - 12}\" y=\"{y + 4}\" text-anchor=\"end\">{SvgWriter.Short(r.Label, 46)}</text>");
            if (r.Lower is { } low && r.Upper is { } high) svg.Put($"<path class=\"whisker h1\" d=\"M{x[Clamp(low)]} {y}H{x[Clamp(high)]}\"/>");
            svg.Put($"<rect class=\"bar h1\" x=\"{x[Clamp(r.Ratio)] - 4}\" y=\"{y - 4}\" width=\"8\" height=\"8\"><title>{r.Label}: × {Figure.Digits(r.Ratio)}</title></rect><text x=\"{right + 12}\" y=\"{y + 4}\">{r.Verdict}</text>");
        }

        // The band's own edges are written where there is room between them.
        var edges = x[1 + plot.Delta] - x[1] > 40 ? new[] { 1 - plot.Delta, 1 + plot.Delta } : [];
        foreach (var tick in new[] { 1 / far, 1, far }.Concat(edges).Select(t => Math.Round(t, 2)).Distinct())
            svg.Put($"<text x=\"{x[tick]}\" y=\"{bottom + 16}\" text-anchor=\"middle\">×{Figure.Digits(tick)}</text>");
        return svg.Raw("</svg>").ToString();

        double Clamp(double v) => Math.Clamp(v, x.Low, x.High);
    }
}
