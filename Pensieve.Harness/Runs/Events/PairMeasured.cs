namespace Pensieve.Harness.Runs.Events;

/// <summary>One pair of interleaved runs, one figure: what a paired comparison is judged by.</summary>
/// <param name="Comparison">Which comparison: "A/B".</param>
/// <param name="Metric">"ttft", "tpot", "e2e" …</param>
/// <param name="Unit">Unit of both values.</param>
/// <param name="Pair">Number of the pair, from 1.</param>
/// <param name="A">Value of variant A.</param>
/// <param name="B">Value of variant B.</param>
/// <param name="Better">"lower", "higher", or null where neither is.</param>
public sealed record PairMeasured(string Comparison, string Metric, string Unit, int Pair, double A, double B, string? Better = null) : RunEvent;
