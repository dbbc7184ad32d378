using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Harness.Reports;

/// <summary>A plot that is not over the run's time axis, ready to be shown: pages, reports and files take the same one.</summary>
/// <param name="Id">Unique in its run; letters, digits and hyphens.</param>
/// <param name="Title">Heading.</param>
/// <param name="Keys">Its legend.</param>
/// <param name="Svg">The drawing, an svg element that takes its colours from the page.</param>
/// <param name="Twin">The same as a table.</param>
/// <param name="Note">What a reader must know of it; null = nothing.</param>
public sealed record Drawing(string Id, string Title, IReadOnlyList<PlotKey> Keys, string Svg, PlotTwin Twin, string? Note = null);
