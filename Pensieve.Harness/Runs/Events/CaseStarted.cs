namespace Pensieve.Harness.Runs.Events;

/// <summary>A case begins.</summary>
public sealed record CaseStarted : RunEvent;
