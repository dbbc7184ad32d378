using System.Text;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>Draws one figure over another: points with intervals and upright marks, or the steps of a distribution.</summary>
public static class SvgCurve
{
    private const double Width = 900;
    private const double Left = 74;
    private const double Right = Width - 14;
    private const double Top = 20;
    private const double Bottom = 214;

    /// <summary>The plot as an svg element.</summary>
    public static string Draw(CurvePlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var points = plot.Lines.SelectMany(l => l.Points).ToList();
        var svg = new SvgWriter();
        svg.Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} 254\" role=\"img\" aria-label=\"{plot.Title}\" data-plot=\"{plot.Id}\">");
        if (points.Count == 0) return svg.Raw("</svg>").ToString();
        var xs = points.Select(p => p.X).Concat(plot.Marks.Select(m => m.X)).ToList();
        double low = xs.Min(), high = Math.Max(xs.Max(), xs.Min() + 1e-9);
        var x = new Scale(low, high, Left + 8, Right - 8, plot.LogX && low > 0);
        var y = plot.Step ? new Scale(0, 1, Bottom, Top) : Scale.FromZero(points.Select(p => Math.Max(p.Y, p.Upper ?? p.Y)), Bottom, Top);
        foreach (var tick in y.Ticks(5, plot.YUnit == "bytes"))
            svg.Put($"<path class=\"grid\" d=\"M{Left} {y[tick]}H{Right}\"/><text x=\"{Left - 6}\" y=\"{y[tick] + 4}\" text-anchor=\"end\">{Figure.AxisText(tick, plot.YUnit)}</text>");
        if (Figure.AxisUnit(plot.YUnit) is { } unit) svg.Put($"<text x=\"4\" y=\"9\">{unit}</text>");
        foreach (var tick in x.Log || plot.Step ? x.Ticks(8) : [.. xs.Distinct().Order().Take(16)])
            svg.Put($"<text x=\"{x[tick]}\" y=\"{Bottom + 16}\" text-anchor=\"middle\">{Figure.Text(tick, plot.XUnit)}</text>");
        svg.Put($"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 34}\" text-anchor=\"middle\">{plot.XLabel}{(x.Log ? ", logarithmic" : "")}</text>");
        for (var i = 0; i < plot.Marks.Count; i++)
        {
            var mark = plot.Marks[i];
            var end = x[mark.X] > Right - 110;
            svg.Put($"<path class=\"mark-curve\" d=\"M{x[mark.X]} {Top}V{Bottom}\"/><text class=\"strong\" x=\"{x[mark.X] + (end ? -4 : 4)}\" y=\"{Top + 10 + 14 * i}\" text-anchor=\"{(end ? "end" : "start")}\">{mark.Label} {Figure.Digits(mark.X)}</text>");
        }

        for (var i = 0; i < plot.Lines.Count; i++) Line(svg, plot, plot.Lines[i], i, x, y);
        return svg.Raw("</svg>").ToString();
    }

    private static void Line(SvgWriter svg, CurvePlot plot, CurveLine line, int index, Scale x, Scale y)
    {
        var path = new StringBuilder();
        foreach (var p in line.Points)
        {
            var (px, py) = (SvgWriter.Number(x[p.X]), SvgWriter.Number(y[p.Y]));
            path.Append(path.Length == 0 ? $"M{px} {py}" : plot.Step ? $"H{px}V{py}" : $"L{px} {py}");
        }

        svg.Put($"<path class=\"line h{line.Hue} d{index + 1}\" d=\"").Raw(path.ToString()).Raw("\"/>");
        if (plot.Step) return;
        foreach (var p in line.Points)
        {
            if (p.Lower is not null || p.Upper is not null)
                svg.Put($"<path class=\"whisker h{line.Hue}\" d=\"M{x[p.X]} {y[p.Lower ?? p.Y]}V{y[p.Upper ?? p.Y]}m-4 0h8M{x[p.X] - 4} {y[p.Lower ?? p.Y]}h8\"/>");
            svg.Put($"<circle class=\"bar h{line.Hue}\" cx=\"{x[p.X]}\" cy=\"{y[p.Y]}\" r=\"3.4\"><title>{line.Label}: {Figure.Text(p.Y, plot.YUnit)} at {Figure.Text(p.X, plot.XUnit)} (n = {p.N})</title></circle>");
        }
    }
}
