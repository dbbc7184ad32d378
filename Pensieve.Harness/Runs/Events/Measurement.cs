namespace Pensieve.Harness.Runs.Events;

/// <summary>One figure of a case. Its name and unit are the same in every report and over all histories.</summary>
/// <param name="Metric">"ttft", "tpot", "itl", "e2e", "tokens_per_second", "goodput" …</param>
/// <param name="Statistic">"p50", "p95", "mean", "max", "value".</param>
/// <param name="Value">The figure; null = there are too few samples for it, infinity = it lies among requests that timed out.</param>
/// <param name="Unit">"ms", "tokens/s", "requests/s", "bytes", "ratio", "s", "count".</param>
/// <param name="N">Samples behind it.</param>
/// <param name="Lower">Lower bound of its interval, where one can be given.</param>
/// <param name="Upper">Upper bound; for a percentile the certified one, which may be infinite too.</param>
/// <param name="Better">"lower", "higher", or null where neither is.</param>
/// <param name="At">Where on an axis it lies, for curves: {"concurrency": 8}.</param>
/// <param name="Primary">Whether comparisons decide on it.</param>
public sealed record Measurement(
    string Metric,
    string Statistic,
    double? Value,
    string Unit,
    int N,
    double? Lower = null,
    double? Upper = null,
    string? Better = null,
    IReadOnlyDictionary<string, double>? At = null,
    bool Primary = false) : RunEvent;
