namespace Pensieve.Harness.Verdicts;

/// <summary>What one request must meet, all of it, to count as good. Milliseconds; null = not asked for.</summary>
/// <param name="TtftMs">Most to the first token, from the scheduled send.</param>
/// <param name="TpotMs">Most per output token after the first.</param>
/// <param name="E2EMs">Most to the terminal frame.</param>
/// <param name="Target">Share of attempted requests that must be good.</param>
public sealed record ServiceLevel(double? TtftMs = 2000, double? TpotMs = 200, double? E2EMs = null, double Target = 0.9);
