namespace Pensieve.Console.Features.Overview;

/// <summary>One figure of the overview.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The figure; null = unknown.</param>
/// <param name="Unit">Its unit; null = none.</param>
/// <param name="Detail">A line below: more of the figure, or, where it is unknown, why.</param>
/// <param name="Share">Filled share of its bar, 0 to 1; null = no bar.</param>
public sealed record Tile(string Label, string? Value, string? Unit, string Detail, double? Share = null);
