namespace Pensieve.Harness.Reports.Charts;

/// <summary>The table that says what a plot shows, for those who cannot see it and those who want the figures.</summary>
/// <param name="Head">Column headings; the first column names the row, the others hold figures.</param>
/// <param name="Rows">As many cells in each as there are headings.</param>
public sealed record PlotTwin(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows);
