namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>S0: the harness against a mock server whose every delay is known.</summary>
public static class TruthSuite
{
    /// <summary>Its cases.</summary>
    public static IReadOnlyList<ICase> Cases { get; } = [];
}
