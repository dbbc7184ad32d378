namespace Pensieve.Harness.Runs.Events;

/// <summary>One thing that was looked at and its answer.</summary>
/// <param name="Name">What should hold: "exactly one [DONE], nothing after it".</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Expected">What was wanted; always there where it failed.</param>
/// <param name="Actual">What was found; always there where it failed.</param>
/// <param name="RequestId">The server's id of the request behind it.</param>
public sealed record CheckResult(string Name, bool Passed, string? Expected = null, string? Actual = null, string? RequestId = null) : RunEvent;
