namespace Pensieve.Engine.Scheduling;

/// <summary>
/// How many prompt tokens a step takes, and whose. Decoding sequences always go first with one token each; prompts fill
/// what is left of a time budget, so that a long prompt slows the others' streams by a bounded factor and never stops
/// them. Among prompts the one with the least left goes first, and waiting makes a prompt shorter in this order.
/// </summary>
internal sealed class BatchPlanner(int batchSize)
{
    /// <summary>Most time that prompts may add to a step while others decode; see docs/constants.md.</summary>
    public const long MixedStepNs = 50_000_000;

    /// <summary>Or this many times the pure decode step, if that is longer.</summary>
    public const int MixedStepFactor = 4;

    /// <summary>Longest step aimed at when only prompts run: cancellation and heartbeats wait for a step.</summary>
    public const long PrefillStepNs = 250_000_000;

    /// <summary>Fewest prompt tokens in a step, however slow the device.</summary>
    public const int MinChunk = 16;

    /// <summary>Tokens that a waiting prompt counts as shorter per second.</summary>
    public const double AgingTokensPerSecond = 512;

    private const double Smoothing = 0.2;
    private double _nsPerPrefillToken;
    private double _decodeStepNs;

    /// <summary>Prompt tokens that the next step may hold, besides <paramref name="decoding"/> sequences.</summary>
    public int PrefillBudget(int decoding)
    {
        var room = batchSize - decoding;
        if (_nsPerPrefillToken <= 0) return decoding > 0 ? Math.Min(room, 4 * MinChunk) : room;
        var ns = decoding > 0 ? Math.Max(MixedStepNs, MixedStepFactor * _decodeStepNs) : PrefillStepNs;
        return Math.Clamp((int)Math.Min(ns / _nsPerPrefillToken, int.MaxValue), Math.Min(MinChunk, room), room);
    }

    /// <summary>Learns from a step.</summary>
    public void Observe(long stepNs, int prefillTokens, int decoding)
    {
        if (prefillTokens == 0)
        {
            _decodeStepNs = Smooth(_decodeStepNs, stepNs);
        }
        else if (prefillTokens >= MinChunk)
        {
            var decodeShare = decoding > 0 ? _decodeStepNs : 0;
            _nsPerPrefillToken = Smooth(_nsPerPrefillToken, Math.Max(stepNs - decodeShare, stepNs * 0.1) / prefillTokens);
        }
    }

    /// <summary>Sort key of a prompt: least first.</summary>
    /// <param name="remaining">Tokens it still needs.</param>
    /// <param name="waitedNs">Nanoseconds since it was queued.</param>
    public static double Order(int remaining, long waitedNs) => remaining - waitedNs / 1e9 * AgingTokensPerSecond;

    private static double Smooth(double old, double sample) => old <= 0 ? sample : old + Smoothing * (sample - old);
}
