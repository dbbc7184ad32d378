namespace Pensieve.Harness.Reports.Charts;

/// <summary>A measured point with its interval.</summary>
/// <param name="X">Place on the axis.</param>
/// <param name="Y">The figure.</param>
/// <param name="Lower">Lower bound; null = none can be given.</param>
/// <param name="Upper">Upper bound; null = none can be given.</param>
/// <param name="N">Samples behind it.</param>
public sealed record CurvePoint(double X, double Y, double? Lower, double? Upper, int N);

/// <summary>A line through measured points.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Points">In order of X.</param>
/// <param name="Hue">Colour, 1 to 5.</param>
public sealed record CurveLine(string Label, IReadOnlyList<CurvePoint> Points, int Hue);

/// <summary>An upright line: knee, SLO capacity, collapse.</summary>
public sealed record CurveMark(string Label, double X);

/// <summary>One figure over another.</summary>
/// <param name="Id">Unique in its report.</param>
/// <param name="Title">Heading.</param>
/// <param name="XLabel">What the axis is.</param>
/// <param name="XUnit">Unit of X.</param>
/// <param name="YUnit">Unit of Y.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Marks">Its upright lines.</param>
/// <param name="LogX">Whether the axis is logarithmic.</param>
/// <param name="Step">Whether a value holds until the next, as in a distribution: then points are not marked.</param>
public sealed record CurvePlot(
    string Id, string Title, string XLabel, string XUnit, string YUnit, IReadOnlyList<CurveLine> Lines, IReadOnlyList<CurveMark> Marks,
    bool LogX = false, bool Step = false)
{
    private static readonly double[] s_shares = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

    /// <summary>The same as a table: points with their intervals, or for a distribution what so many stay below.</summary>
    public PlotTwin Twin() => Step
        ? new([.. Lines.Select(l => l.Label).Prepend("Share")], [.. s_shares.Select(share => (IReadOnlyList<string>)
            [$"{share * 100:0} %", .. Lines.Select(l => l.Points.FirstOrDefault(p => p.Y >= share - 1e-9) is { } p ? "≤ " + Figure.Text(p.X, XUnit) : "–")])])
        : new([.. Lines.Select(l => l.Label).Prepend(XLabel)], [.. Lines.SelectMany(l => l.Points).Select(p => p.X).Distinct().Order().Select(x => (IReadOnlyList<string>)
            [Figure.Text(x, XUnit), .. Lines.Select(l => l.Points.FirstOrDefault(p => p.X == x) is { } p ? Text(p) : "–")])]);

    private string Text(CurvePoint p) => (p.Lower, p.Upper) switch
    {
        ({ } low, { } high) => $"{Figure.Text(p.Y, YUnit)} ({Figure.Text(low, YUnit)} to {Figure.Text(high, YUnit)})",
        (null, { } high) => $"{Figure.Text(p.Y, YUnit)} (≤ {Figure.Text(high, YUnit)})",
        _ => Figure.Text(p.Y, YUnit),
    };
}
