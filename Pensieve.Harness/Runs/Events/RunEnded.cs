namespace Pensieve.Harness.Runs.Events;

/// <summary>Last line of a record. A record without it was cut: the run is interrupted.</summary>
/// <param name="Status">The worst of its cases.</param>
/// <param name="ExitCode">Exit status of the process, see <see cref="Runs.ExitCode"/>.</param>
/// <param name="Passed">Cases that passed.</param>
/// <param name="Failed">Cases that failed.</param>
/// <param name="Skipped">Cases that the target could not undergo.</param>
/// <param name="Other">Inconclusive, invalid and erroneous cases.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Partial">It was stopped before its end.</param>
public sealed record RunEnded(
    CaseStatus Status, int ExitCode, int Passed, int Failed, int Skipped, int Other, double Seconds, bool Partial = false) : RunEvent;
