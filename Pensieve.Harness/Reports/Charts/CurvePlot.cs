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
    bool LogX = false, bool Step = false);
