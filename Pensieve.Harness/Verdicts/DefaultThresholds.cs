namespace Pensieve.Harness.Verdicts;

/// <summary>
/// Limits of the built-in profiles. They hold on any machine; how fast one is says the comparison with a baseline. Smoke and quick
/// have too few requests for limits on shares: those begin with the standard profile.
/// </summary>
internal static class DefaultThresholds
{
    /// <summary>Limits by case or pattern.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(ProfileSize size)
    {
        Dictionary<string, IReadOnlyList<string>> limits = new(StringComparer.Ordinal)
        {
            ["bench/batch-scaling"] = ["batching_gain >= 1"],
            ["resilience/worker-*"] = [size <= ProfileSize.Quick ? "recovery <= 10 s" : "recovery <= 6 s"],
            ["resilience/config-change"] = ["settings_rollback <= 1 s"],
        };
        if (size <= ProfileSize.Quick) return limits;
        foreach (var id in (string[])["stress/ramp", "stress/overload", "stress/soak"]) limits[id] = ["error_rate <= 1 %"];
        if (size == ProfileSize.Full) limits["stress/soak"] = ["error_rate <= 0.5 %", "tpot_drift <= 5 %"];
        return limits;
    }
}
