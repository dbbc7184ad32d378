namespace Pensieve.Harness.Runs.Events;

/// <summary>A case ended.</summary>
/// <param name="Status">How.</param>
/// <param name="Reason">Why, in one sentence; always there unless it passed.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Partial">It was stopped before its end; its figures are of what there was.</param>
public sealed record CaseEnded(CaseStatus Status, string? Reason, double Seconds, bool Partial = false) : RunEvent;
