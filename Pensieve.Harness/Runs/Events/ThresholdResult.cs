namespace Pensieve.Harness.Runs.Events;

/// <summary>A limit of the profile and whether it held.</summary>
/// <param name="Expression">As the profile writes it: "ttft.p95 &lt; 500 ms".</param>
/// <param name="Status">Passed, failed, or inconclusive where the samples do not decide it.</param>
/// <param name="Actual">The figure; null = too few samples, infinity = requests timed out.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Unit">Unit of both.</param>
public sealed record ThresholdResult(string Expression, CaseStatus Status, double? Actual, double Limit, string Unit) : RunEvent;
