using System.Collections.Immutable;

namespace Pensieve.Engine.Requests;

/// <summary>How the next token is chosen. Ranges are checked at the API edge; the engine assumes them.</summary>
public sealed record SamplingParameters
{
    /// <summary>Divisor of the logits; 0 = greedy. Range 0 to 2.</summary>
    public float Temperature { get; init; } = 1f;

    /// <summary>Keep the k most likely tokens; 0 = off.</summary>
    public int TopK { get; init; }

    /// <summary>Nucleus: keep the smallest set whose probability reaches p. Range (0, 1]; 1 = off.</summary>
    public float TopP { get; init; } = 1f;

    /// <summary>Keep tokens at least this fraction as likely as the most likely one. Range [0, 1]; 0 = off.</summary>
    public float MinP { get; init; }

    /// <summary>Divides (positive) or multiplies (negative) the logit of tokens seen lately; 1 = off.</summary>
    public float RepeatPenalty { get; init; } = 1f;

    /// <summary>Tokens looked back on by all three penalties; 0 = off, -1 = the whole sequence.</summary>
    public int PenaltyLastN { get; init; } = 64;

    /// <summary>Subtracted once per earlier occurrence. Range -2 to 2; 0 = off.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Subtracted once if the token occurred. Range -2 to 2; 0 = off.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Seed of the random stream; null = chosen by the engine and reported with the result.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Added to the logit of a token id before anything else.</summary>
    public ImmutableArray<KeyValuePair<int, float>> LogitBias { get; init; } = [];

    /// <summary>Null = none; otherwise log-probabilities of the chosen token and of this many best tokens (0 to 20).</summary>
    public int? TopLogProbs { get; init; }
}
