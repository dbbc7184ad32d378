namespace Pensieve.Harness.Runs.Events;

/// <summary>A proof of the generator's own honesty; one that fails makes the case invalid.</summary>
/// <param name="Name">"schedule lag p99", "achieved rate", "Little's law", "token count".</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Actual">What was found.</param>
/// <param name="Limit">What is allowed.</param>
/// <param name="Unit">Unit of both.</param>
public sealed record GateResult(string Name, bool Passed, double Actual, double Limit, string Unit) : RunEvent;
