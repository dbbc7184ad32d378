namespace Pensieve.Harness.Reports.Charts;

/// <summary>Ratios with their intervals against a band of no matter.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Delta">Half-width of the band, as a share.</param>
/// <param name="Rows">One per figure.</param>
public sealed record ForestPlot(string Title, double Delta, IReadOnlyList<ForestRow> Rows)
{
    /// <summary>The same as a table.</summary>
    public PlotTwin Twin() => new(["Figure", "Ratio", "Interval", "Verdict"], [.. Rows.Select(r => (IReadOnlyList<string>)
        [r.Label, "× " + Figure.Digits(r.Ratio), r is { Lower: { } low, Upper: { } high } ? $"× {Figure.Digits(low)} to × {Figure.Digits(high)}" : "none", r.Verdict])]);
}

/// <summary>A row of a <see cref="ForestPlot"/>.</summary>
/// <param name="Label">The figure.</param>
/// <param name="Ratio">Other ÷ base.</param>
/// <param name="Lower">Lower bound; null = none can be given.</param>
/// <param name="Upper">Upper bound; null = none can be given.</param>
/// <param name="Verdict">One word.</param>
public sealed record ForestRow(string Label, double Ratio, double? Lower, double? Upper, string Verdict);
