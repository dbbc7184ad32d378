using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports.Svg;

/// <summary>Draws the marks of legends.</summary>
public static class SvgKeys
{
    /// <summary>The mark of an entry as an svg element; decoration, since the label stands beside it.</summary>
    public static string Draw(PlotKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var svg = new SvgWriter().Raw("<svg class=\"pv-key\" viewBox=\"0 0 20 10\" width=\"20\" height=\"10\" aria-hidden=\"true\">");
        if (key.Shape == KeyShape.Line) svg.Put($"<path class=\"h{key.Hue} d{key.Dash}\" d=\"M0 5h20\"/>");
        else if (key.Shape == KeyShape.Bar) svg.Put($"<rect class=\"bar h{key.Hue}\" x=\"2\" y=\"1\" width=\"16\" height=\"8\"/>");
        else Mark(svg, key.Shape, key.Hue, 10, 5, null);
        return svg.Raw("</svg>").ToString();
    }

    /// <summary>A dot, a square or a square on its corner.</summary>
    internal static void Mark(SvgWriter svg, KeyShape shape, int hue, double x, double y, string? title, double size = 4)
    {
        if (shape == KeyShape.Circle) svg.Put($"<circle class=\"bar h{hue}\" cx=\"{x}\" cy=\"{y}\" r=\"{size}\">");
        else if (shape == KeyShape.Square) svg.Put($"<rect class=\"bar h{hue}\" x=\"{x - size * 0.9}\" y=\"{y - size * 0.9}\" width=\"{size * 1.8}\" height=\"{size * 1.8}\">");
        else svg.Put($"<path class=\"bar h{hue}\" d=\"M{x} {y - size * 1.25}L{x + size * 1.25} {y}L{x} {y + size * 1.25}L{x - size * 1.25} {y}Z\">");
        if (title is not null) svg.Put($"<title>{title}</title>");
        svg.Raw(shape == KeyShape.Circle ? "</circle>" : shape == KeyShape.Square ? "</rect>" : "</path>");
    }
}
