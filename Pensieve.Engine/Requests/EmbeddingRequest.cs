using System.Collections.Immutable;

namespace Pensieve.Engine.Requests;

/// <summary>Texts to turn into vectors.</summary>
public sealed record EmbeddingRequest
{
    /// <summary>Unique in this process; appears in logs and records.</summary>
    public required string Id { get; init; }

    /// <summary>What to embed, each with at least one token. Text gets the special tokens that the model's file asks for.</summary>
    public required ImmutableArray<Prompt> Inputs { get; init; }

    /// <summary>Time from submission after which it fails as <see cref="FailureKind.DeadlineExceeded"/>; null = none.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>API route that asked.</summary>
    public string Source { get; init; } = "direct";

    /// <summary>Monotonic nanoseconds at which the server received it; 0 = at submission.</summary>
    public long ReceivedNs { get; init; }
}

/// <summary>One input's vector.</summary>
/// <param name="Vector">As many numbers as the model's hidden state has, of Euclidean length 1 (0 if all are 0).</param>
/// <param name="Tokens">Tokens of the input, special ones included.</param>
public readonly record struct Embedding(float[] Vector, int Tokens);

/// <summary>A vector per input in order, or why there are none.</summary>
/// <param name="Embeddings">Empty on failure.</param>
/// <param name="Failure">Null on success.</param>
public readonly record struct EmbeddingOutcome(ImmutableArray<Embedding> Embeddings, EngineFailure? Failure);
