using System.Collections.Immutable;

namespace Pensieve.Engine.Requests;

/// <summary>One generation, independent of the API dialect that asked for it.</summary>
public sealed record GenerationRequest
{
    /// <summary>Unique in this process; appears in logs, metrics and the dialect's response.</summary>
    public required string Id { get; init; }

    /// <summary>The text or tokens to continue.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>How tokens are chosen.</summary>
    public SamplingParameters Sampling { get; init; } = new();

    /// <summary>Most tokens to generate, ≥ 0; null = until the model stops or the context is full. 0 evaluates the prompt only.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Strings that end the generation; they are not part of the output.</summary>
    public ImmutableArray<string> StopSequences { get; init; } = [];

    /// <summary>
    /// Control tokens of these spellings appear in the output text; all others have none. For marks that the caller reads,
    /// such as those of tool calls. Tokens that end a generation never appear.
    /// </summary>
    public ImmutableArray<string> VisibleTokens { get; init; } = [];

    /// <summary>How thinking is told from the answer; null = the output is not searched for it.</summary>
    public ReasoningOptions? Reasoning { get; init; }

    /// <summary>
    /// GBNF that the output text matches as a whole; null = any text. The generation ends where the grammar allows nothing
    /// more; at another end (a limit, a stop string) the text may be incomplete.
    /// </summary>
    public string? Grammar { get; init; }

    /// <summary>Go on past end-of-generation tokens (benchmarks).</summary>
    public bool IgnoreEos { get; init; }

    /// <summary>Reuse and keep KV of other requests with the same leading tokens and the same <see cref="CacheScope"/>.</summary>
    public bool CachePrompt { get; init; } = true;

    /// <summary>Only requests of the same scope share KV (one per tenant); empty = the common scope.</summary>
    public string CacheScope { get; init; } = "";

    /// <summary>Time from submission after which the request ends as <see cref="FailureKind.DeadlineExceeded"/>; null = none.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>API route that asked, for records and metrics ("anthropic.messages", "openai.chat", "openai.completions", "openai.responses").</summary>
    public string Source { get; init; } = "direct";

    /// <summary>True if the client reads a stream; recorded only.</summary>
    public bool Streaming { get; init; }

    /// <summary>Monotonic nanoseconds (<see cref="EngineClock"/>) at which the server received the request; 0 = at submission.</summary>
    public long ReceivedNs { get; init; }
}
