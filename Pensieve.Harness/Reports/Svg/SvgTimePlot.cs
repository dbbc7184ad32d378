using System.Globalization;
using System.Text;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>
/// Draws a plot over time: lines, steps, areas, stacks, over bands and marks. The inner drawing has seconds as its
/// coordinates, so that a page zooms by changing its view box.
/// </summary>
public static class SvgTimePlot
{
    /// <summary>Width of the whole.</summary>
    public const double Width = 900;

    /// <summary>Left edge of the inner drawing.</summary>
    public const double Left = 64;

    private const double Top = 8;
    private const double PlotHeight = 150;
    private const double PlotWidth = Width - Left - 8;
    private const double Unit = 1000;

    /// <summary>The plot as an svg element.</summary>
    public static string Draw(TimePlot plot, TimeBoard board)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentNullException.ThrowIfNull(board);
        List<IReadOnlyList<double?>> stacked = plot.Kind == PlotKind.Stacked ? Stack(plot.Series) : [.. plot.Series.Select(s => s.Values)];
        var scale = Scale.FromZero(stacked.SelectMany(v => v).OfType<double>(), Unit, 0);
        var svg = new SvgWriter();
        svg.Put($"<svg class=\"pv-plot pv-time\" viewBox=\"0 0 {Width} {Top + PlotHeight + 24}\" role=\"img\" aria-label=\"{plot.Title}\" data-plot=\"{plot.Id}\">");
        foreach (var tick in scale.Ticks(4, plot.Unit == "bytes"))
        {
            var y = Top + PlotHeight * scale[tick] / Unit;
            svg.Put($"<path class=\"grid\" d=\"M{Left} {y}H{Left + PlotWidth}\"/><text x=\"{Left - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{Figure.AxisText(tick, plot.Unit)}</text>");
        }

        svg.Put($"<svg class=\"pv-inner\" x=\"{Left}\" y=\"{Top}\" width=\"{PlotWidth}\" height=\"{PlotHeight}\" viewBox=\"{board.From} 0 {board.To - board.From} {Unit}\" preserveAspectRatio=\"none\">");
        Bands(svg, board);
        for (var i = plot.Series.Count - 1; i >= 0; i--) Line(svg, plot, stacked, i, scale);
        svg.Raw("</svg><g class=\"pv-xticks\">");
        var x = new Scale(board.From, board.To, Left, Left + PlotWidth);
        foreach (var tick in x.Ticks(8)) svg.Put($"<text x=\"{x[tick]}\" y=\"{Top + PlotHeight + 16}\" text-anchor=\"middle\">{Clock(tick)}</text>");
        return svg.Raw("</g></svg>").ToString();
    }

    /// <summary>"45 s", "3:05", "1:02:05": seconds of the run on its axis.</summary>
    public static string Clock(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return whole < 60 ? Figure.Digits(seconds) + " s"
            : whole < 3600 ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}");
    }

    private static void Bands(SvgWriter svg, TimeBoard board)
    {
        foreach (var band in board.Bands.Where(b => b.Kind == "case").Where((_, i) => i % 2 == 1).Concat(board.Bands.Where(b => b.Kind != "case")))
        {
            svg.Put($"<rect class=\"band-{band.Kind}\" x=\"{band.From}\" y=\"0\" width=\"{band.To - band.From}\" height=\"{Unit}\"><title>{band.Label}: {Clock(band.From)} to {Clock(band.To)}. {band.Detail}</title></rect>");
        }

        foreach (var mark in board.Marks) svg.Put($"<path class=\"mark\" d=\"M{mark.At} 0V{Unit}\"><title>{mark.Label} at {Clock(mark.At)}. {mark.Detail}</title></path>");
    }

    private static void Line(SvgWriter svg, TimePlot plot, List<IReadOnlyList<double?>> values, int series, Scale scale)
    {
        var hue = plot.Series[series].Hue;
        var stacked = plot.Kind == PlotKind.Stacked;
        if (stacked || plot.Kind == PlotKind.Area && series == 0)
        {
            var below = stacked && series > 0 ? values[series - 1] : null;
            svg.Put($"<path class=\"fill h{hue}\" d=\"").Raw(Area(plot.Times, values[series], below, scale)).Raw("\"/>");
        }

        svg.Put($"<path class=\"line h{hue} d{series + 1}\" d=\"").Raw(Path(plot.Times, values[series], scale, plot.Kind == PlotKind.Step)).Raw("\"/>");
    }

    private static string Path(IReadOnlyList<double> times, IReadOnlyList<double?> values, Scale scale, bool step)
    {
        var path = new StringBuilder();
        var pen = false;
        for (var i = 0; i < times.Count; i++)
        {
            if (values[i] is not { } v)
            {
                pen = false;
                continue;
            }

            string x = X(times[i]), y = SvgWriter.Number(scale[v]);
            // A point between gaps is a short stroke, or it would not be seen.
            path.Append(!pen ? $"M{x} {y}{(i + 1 < times.Count && values[i + 1] is not null ? "" : "h0.05")}" : step ? $"H{x}V{y}" : $"L{x} {y}");
            pen = true;
        }

        return path.ToString();
    }

    private static string Area(IReadOnlyList<double> times, IReadOnlyList<double?> values, IReadOnlyList<double?>? below, Scale scale)
    {
        var path = new StringBuilder();
        for (var i = 0; i < times.Count;)
        {
            if (values[i] is null)
            {
                i++;
                continue;
            }

            var end = i;
            while (end + 1 < times.Count && values[end + 1] is not null) end++;
            path.Append('M');
            for (var k = i; k <= end; k++) path.Append($"{(k > i ? "L" : "")}{X(times[k])} {SvgWriter.Number(scale[values[k]!.Value])}");
            for (var k = end; k >= i; k--) path.Append($"L{X(times[k])} {SvgWriter.Number(scale[below?[k] ?? 0])}");
            path.Append('Z');
            i = end + 1;
        }

        return path.ToString();
    }

    private static string X(double seconds) => Math.Round(seconds, 3).ToString(CultureInfo.InvariantCulture);

    private static List<IReadOnlyList<double?>> Stack(IReadOnlyList<PlotSeries> series)
    {
        List<IReadOnlyList<double?>> sums = [];
        foreach (var s in series)
        {
            var below = sums.Count > 0 ? sums[^1] : null;
            sums.Add([.. s.Values.Select((v, i) => v is null ? below?[i] : v + (below?[i] ?? 0))]);
        }

        return sums;
    }
}
