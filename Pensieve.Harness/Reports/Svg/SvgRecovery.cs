using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>Draws when faults were noticed and over: a lane for each fault, a mark for each repeat, a box where there are enough.</summary>
public static class SvgRecovery
{
    private const double Width = 900;
    private const double Left = 170;
    private const double Right = Width - 118;
    private const double Lane = 46;
    private const double Shortest = 0.01;

    private static readonly (Func<FaultEpisode, double?> Value, double Offset, string Word)[] s_stages =
        [(e => e.Detected, -13, "detected"), (e => e.FirstSuccess, 0, "first success"), (e => e.Recovered, 13, "recovered")];

    /// <summary>The plot as an svg element.</summary>
    public static string Draw(RecoveryPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var longest = plot.Rows.SelectMany(r => r.Episodes).SelectMany(e => s_stages.Select(s => s.Value(e))).OfType<double>().Append(0.1).Max();
        var bottom = 6 + Lane * plot.Rows.Count;
        var x = new Scale(Shortest, longest * 1.15, Left, Right, Log: true);
        var svg = new SvgWriter().Put($"<svg class=\"pv-plot\" viewBox=\"0 0 {Width} {bottom + 24}\" role=\"img\" aria-label=\"{plot.Title}\">");
        foreach (var tick in x.Ticks(8))
            svg.Put($"<path class=\"grid\" d=\"M{x[tick]} 4V{bottom}\"/><text x=\"{x[tick]}\" y=\"{bottom + 16}\" text-anchor=\"middle\">{(tick < 1 ? Figure.Text(tick * 1000, "ms") : Figure.Text(tick, "s"))}</text>");
        for (var i = 0; i < plot.Rows.Count; i++) Row(svg, plot.Rows[i], x, 6 + Lane * i + Lane / 2);
        return svg.Raw("</svg>").ToString();
    }

    private static void Row(SvgWriter svg, RecoveryRow row, Scale x, double y)
    {
        svg.Put($"<text class=\"strong\" x=\"{Left - 12}\" y=\"{y + 4}\" text-anchor=\"end\">{SvgWriter.Short(row.Fault, 26)}</text><path class=\"grid\" d=\"M{Left} {y + Lane / 2}H{Width - 8}\"/>");
        for (var s = 0; s < s_stages.Length; s++)
        {
            var (value, offset, word) = s_stages[s];
            var key = RecoveryPlot.Keys[s];
            var times = row.Episodes.Select(value).OfType<double>().Order().ToList();
            if (times.Count >= RecoveryPlot.BoxFrom) Box(svg, times, x, y + offset, key.Hue);
            foreach (var seconds in times) SvgKeys.Mark(svg, key.Shape, key.Hue, At(x, seconds), y + offset, $"{row.Fault}: {word} after {Figure.Text(seconds, "s")}", 3.6);
        }

        var back = row.Episodes.Count(e => e.Recovered is not null);
        svg.Put($"<text x=\"{Right + 14}\" y=\"{y + 4}\">{(row.Episodes.All(e => (e.Recovered ?? e.FirstSuccess) is null) ? "no load on it" : $"{back} of {row.Episodes.Count} recovered")}</text>");
    }

    // Quartiles by nearest rank, whiskers to the extremes: with so few repeats nothing is called an outlier.
    private static void Box(SvgWriter svg, List<double> sorted, Scale x, double y, int hue)
    {
        double low = At(x, sorted[(int)Math.Ceiling(sorted.Count * 0.25) - 1]), middle = At(x, sorted[(int)Math.Ceiling(sorted.Count * 0.5) - 1]), high = At(x, sorted[(int)Math.Ceiling(sorted.Count * 0.75) - 1]);
        svg.Put($"<path class=\"whisker h{hue}\" d=\"M{At(x, sorted[0])} {y}H{At(x, sorted[^1])}\"/><rect class=\"fill h{hue}\" x=\"{low}\" y=\"{y - 5.5}\" width=\"{Math.Max(1, high - low)}\" height=\"11\"/><path class=\"whisker h{hue}\" d=\"M{middle} {y - 5.5}v11\"/>");
    }

    private static double At(Scale x, double seconds) => x[Math.Max(Shortest, seconds)];
}
