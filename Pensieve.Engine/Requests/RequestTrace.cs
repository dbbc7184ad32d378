using System.Collections.Immutable;

namespace Pensieve.Engine.Requests;

/// <summary>Prompt tokens evaluated in one step, or in several adjacent ones where there were too many to keep.</summary>
/// <param name="BeganNs">Begin of the (first) step, <see cref="EngineClock"/>.</param>
/// <param name="EndedNs">End of the (last) step.</param>
/// <param name="Tokens">Tokens of this request in it.</param>
/// <param name="Steps">Steps it stands for.</param>
public readonly record struct PromptBatch(long BeganNs, long EndedNs, int Tokens, int Steps);

/// <summary>Time between two tokens of a request.</summary>
/// <param name="FromNs">When the earlier one was sampled, <see cref="EngineClock"/>.</param>
/// <param name="LengthNs">How long the later one took.</param>
public readonly record struct TokenGap(long FromNs, long LengthNs);

/// <summary>A stretch for which a request was set aside, since the KV cache was full.</summary>
/// <param name="FromNs">When it gave up its cells, <see cref="EngineClock"/>.</param>
/// <param name="LengthNs">How long until it went on, or ended.</param>
/// <param name="Slot">The slot it had until then; it may go on in another one.</param>
public readonly record struct Suspension(long FromNs, long LengthNs, int Slot);

/// <summary>
/// What the decode loop saw of a request between its stamps: bounded, whatever the length of the request. All of it is
/// measured; none is estimated.
/// </summary>
public sealed record RequestTrace
{
    /// <summary>Most entries of <see cref="PromptBatches"/>; beyond, neighbours are joined.</summary>
    public const int MaxBatches = 32;

    /// <summary>Most entries of <see cref="LongestGaps"/>.</summary>
    public const int MaxGaps = 4;

    /// <summary>Most entries of <see cref="SetAside"/>; later ones are in the sums alone.</summary>
    public const int MaxSetAside = 8;

    /// <summary>The evaluation of its prompt, in order; after a suspension, that of what was lost too.</summary>
    public ImmutableArray<PromptBatch> PromptBatches { get; init; } = [];

    /// <summary>Its longest times between two tokens, longest first.</summary>
    public ImmutableArray<TokenGap> LongestGaps { get; init; } = [];

    /// <summary>Nanoseconds of steps in which it had a slot and an unfinished prompt, but other requests filled the step.</summary>
    public long HeldNs { get; init; }

    /// <summary>Steps in which it decoded, and the other requests in them, summed.</summary>
    public int DecodeSteps { get; init; }

    /// <inheritdoc cref="DecodeSteps"/>
    public long DecodePeers { get; init; }

    /// <summary>Of its decode steps, those that also evaluated prompts of others, and their nanoseconds.</summary>
    public int MixedSteps { get; init; }

    /// <inheritdoc cref="MixedSteps"/>
    public long MixedNs { get; init; }

    /// <summary>Times it gave up its cells because the KV cache was full, and nanoseconds until it went on.</summary>
    public int Suspensions { get; init; }

    /// <inheritdoc cref="Suspensions"/>
    public long SuspendedNs { get; init; }

    /// <summary>The first of its suspensions, in order.</summary>
    public ImmutableArray<Suspension> SetAside { get; init; } = [];

    /// <summary>Nanoseconds it waited for another prompt's evaluation in order to share it; before its slot stamp.</summary>
    public long FollowedNs { get; init; }

    /// <summary>Tokens of the kept or running sequence that its prompt matched best; 0 = none matched at all.</summary>
    public int MatchedLength { get; init; }

    /// <summary>Other requests in its decode steps on average; null = it did not decode.</summary>
    public double? MeanPeers => DecodeSteps > 0 ? (double)DecodePeers / DecodeSteps : null;

    /// <inheritdoc/>
    public bool Equals(RequestTrace? other) =>
        other is not null && PromptBatches.AsSpan().SequenceEqual(other.PromptBatches.AsSpan()) && LongestGaps.AsSpan().SequenceEqual(other.LongestGaps.AsSpan())
        && SetAside.AsSpan().SequenceEqual(other.SetAside.AsSpan())
        && Figures == other.Figures;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PromptBatches.Length, LongestGaps.Length, Figures);

    private (long, int, long, int, long, int, long, long, int) Figures =>
        (HeldNs, DecodeSteps, DecodePeers, MixedSteps, MixedNs, Suspensions, SuspendedNs, FollowedNs, MatchedLength);
}
