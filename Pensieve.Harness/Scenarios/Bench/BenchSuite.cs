namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>S3: how fast. Figures for comparison; what a single run can decide by itself is checked.</summary>
public static class BenchSuite
{
    /// <summary>Its cases.</summary>
    public static IReadOnlyList<ICase> Cases { get; } =
    [
        new ColdStart(),
        new PromptProcessing(),
        new Generation(),
        new BatchScaling(),
        new ApiOverhead(),
        new PrefixCache(),
        new CacheHonesty(),
        new LoadSweep(),
    ];
}
