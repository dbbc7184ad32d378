namespace Pensieve.Console.Features.Runs.Running;

/// <summary>What came of asking for a run.</summary>
/// <param name="Run">The run; null = it was refused.</param>
/// <param name="Refusal">Why it was refused, and what to do.</param>
public readonly record struct RunStart(LiveRun? Run, string? Refusal);

/// <summary>What came of asking a run to stop.</summary>
public enum RunCancel
{
    /// <summary>It was asked; it drains and keeps what there is.</summary>
    Asked,

    /// <summary>It is not under way.</summary>
    NotRunning,
}
