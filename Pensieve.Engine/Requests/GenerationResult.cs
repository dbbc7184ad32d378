namespace Pensieve.Engine.Requests;

/// <summary>Why a generation ended. Every accepted request ends with exactly one of these.</summary>
public enum FinishReason
{
    /// <summary>The model produced an end-of-generation token.</summary>
    EndOfTurn,

    /// <summary><see cref="GenerationRequest.MaxTokens"/> was reached.</summary>
    MaxTokens,

    /// <summary>A stop string was produced; see <see cref="GenerationResult.StopSequence"/>.</summary>
    StopSequence,

    /// <summary>The context of the model is full.</summary>
    ContextFull,

    /// <summary>The client went away or asked to stop.</summary>
    Cancelled,

    /// <summary>See <see cref="GenerationResult.Failure"/>.</summary>
    Failed,
}

/// <summary>What kind of failure ended, or refused, a request.</summary>
public enum FailureKind
{
    /// <summary>The request cannot be served as it is (token id out of range, empty prompt).</summary>
    InvalidRequest,

    /// <summary>The prompt does not fit the context; <see cref="EngineFailure.Tokens"/> and <see cref="EngineFailure.Limit"/> say by how much.</summary>
    PromptTooLong,

    /// <summary>Slots and queue are full; <see cref="EngineFailure.RetryAfter"/> says when to come back.</summary>
    QueueFull,

    /// <summary>No model of that name is loaded.</summary>
    ModelNotFound,

    /// <summary>The model is loading or its worker is being restarted.</summary>
    ModelNotReady,

    /// <summary>The server is shutting down and takes no new work.</summary>
    Draining,

    /// <summary>Its model was unloaded, or is being unloaded; the server goes on.</summary>
    ModelUnloaded,

    /// <summary>The request's deadline passed.</summary>
    DeadlineExceeded,

    /// <summary>The engine worker died or hung while the request was in flight.</summary>
    EngineLost,

    /// <summary>The native decode failed for this sequence.</summary>
    DecodeFailed,

    /// <summary>The client read too slowly and its bounded buffer filled.</summary>
    ClientTooSlow,
}

/// <summary>An expected failure: what, why, and what to do next.</summary>
/// <param name="Kind">Its class; the API edge maps it to a status and a dialect's error type.</param>
/// <param name="Message">One sentence for the caller.</param>
/// <param name="Tokens">Prompt tokens, where that is the matter; else null.</param>
/// <param name="Limit">The limit they exceed; else null.</param>
/// <param name="RetryAfter">When a retry may succeed; null = it will not by itself.</param>
public sealed record EngineFailure(
    FailureKind Kind,
    string Message,
    int? Tokens = null,
    int? Limit = null,
    TimeSpan? RetryAfter = null)
{
    /// <summary>The request was refused before it was accepted: no record is kept of it.</summary>
    public bool IsRefusal { get; init; }
}

/// <summary>Token counts of one request. Prompt total = <see cref="PromptTokens"/>, of which <see cref="CachedTokens"/> were reused.</summary>
/// <param name="PromptTokens">All prompt tokens, cached ones included.</param>
/// <param name="CachedTokens">Prompt tokens whose KV was reused.</param>
/// <param name="OutputTokens">Tokens generated, a final end-of-generation token not counted.</param>
/// <param name="ReasoningTokens">Those of them that were thinking, its marks included.</param>
public readonly record struct TokenUsage(int PromptTokens, int CachedTokens, int OutputTokens, int ReasoningTokens = 0);

/// <summary>
/// When a request passed each phase, in <see cref="EngineClock"/> nanoseconds; 0 = not reached. Metrics, waterfall and
/// log all read these stamps.
/// </summary>
public readonly record struct RequestPhases
{
    /// <summary>The server had the whole request.</summary>
    public long Received { get; init; }

    /// <summary>Admission took it.</summary>
    public long Submitted { get; init; }

    /// <summary>Its prompt was tokenized in the worker and it queued for a slot.</summary>
    public long Queued { get; init; }

    /// <summary>It got a slot, and the cached prefix was known.</summary>
    public long SlotAssigned { get; init; }

    /// <summary>The step that finished the prompt ended.</summary>
    public long PrefillDone { get; init; }

    /// <summary>The first token was sampled.</summary>
    public long FirstToken { get; init; }

    /// <summary>The last token was sampled.</summary>
    public long LastToken { get; init; }

    /// <summary>The engine ended the request.</summary>
    public long Ended { get; init; }
}

/// <summary>The one terminal state of a request.</summary>
public sealed record GenerationResult
{
    /// <summary>Why it ended.</summary>
    public required FinishReason Reason { get; init; }

    /// <summary>The stop string that ended it, for <see cref="FinishReason.StopSequence"/>.</summary>
    public string? StopSequence { get; init; }

    /// <summary>Set exactly for <see cref="FinishReason.Failed"/>.</summary>
    public EngineFailure? Failure { get; init; }

    /// <summary>Token counts.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>Phase stamps.</summary>
    public RequestPhases Phases { get; init; }

    /// <summary>The seed in force.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the decode loop saw of it; null = it never had a slot, or the engine was lost.</summary>
    public RequestTrace? Trace { get; init; }

    /// <summary>The slot that served it; -1 = none did.</summary>
    public int Slot { get; init; } = -1;
}
