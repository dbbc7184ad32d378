namespace Pensieve.Harness.Load.Wire;

/// <summary>One server-sent event as it came, for checks of a stream's grammar.</summary>
/// <param name="Ticks">When, in ticks of the run's clock.</param>
/// <param name="Event">Its event line; null = none.</param>
/// <param name="Data">Its data.</param>
public sealed record StreamFrame(long Ticks, string? Event, string Data);
