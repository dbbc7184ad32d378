using Pensieve.Engine.Models;

namespace Pensieve.Engine;

/// <summary>State of the engine, or of one model in it.</summary>
public enum EngineState
{
    /// <summary>No model is loaded.</summary>
    Idle,

    /// <summary>A model is being loaded.</summary>
    Loading,

    /// <summary>Serving.</summary>
    Ready,

    /// <summary>Serving with less than was asked for; the reason says what.</summary>
    Degraded,

    /// <summary>The worker died and is being started again.</summary>
    Restarting,

    /// <summary>Not serving, and not going to without help; the reason says why.</summary>
    Failed,

    /// <summary>Shutting down: finishing what runs, taking nothing new.</summary>
    Draining,
}

/// <summary>What a slot does now.</summary>
public enum SlotState
{
    /// <summary>Free; it may still hold reusable KV.</summary>
    Idle,

    /// <summary>Evaluating a prompt.</summary>
    Prefill,

    /// <summary>Generating.</summary>
    Decode,
}

/// <summary>One slot at one moment.</summary>
/// <param name="Index">0-based.</param>
/// <param name="State">What it does.</param>
/// <param name="RequestId">Whose request; null when idle.</param>
/// <param name="PromptTokens">Prompt tokens of that request.</param>
/// <param name="PromptDone">Prompt tokens evaluated or reused so far.</param>
/// <param name="OutputTokens">Tokens generated so far.</param>
public sealed record SlotSnapshot(int Index, SlotState State, string? RequestId, int PromptTokens, int PromptDone, int OutputTokens);

/// <summary>One model at one moment. Counters only grow (they survive worker restarts); gauges are as of <see cref="EngineSnapshot.TimestampNs"/>.</summary>
public sealed record ModelSnapshot
{
    /// <summary>Model id.</summary>
    public required string Id { get; init; }

    /// <summary>State and, where it is not Ready, why.</summary>
    public EngineState State { get; init; }

    /// <inheritdoc cref="State"/>
    public string? Reason { get; init; }

    /// <summary>Draining since it is being unloaded, not since the server stops.</summary>
    public bool IsUnloading { get; init; }

    /// <summary>Load progress, 0 to 1, while loading.</summary>
    public double LoadProgress { get; init; }

    /// <summary>Null until loaded once.</summary>
    public ModelInfo? Info { get; init; }

    /// <summary>"Worker" or "InProcess".</summary>
    public string Isolation { get; init; } = "";

    /// <summary>Process id of the worker; null in process.</summary>
    public int? WorkerPid { get; init; }

    /// <summary>Times the worker was started again.</summary>
    public int Restarts { get; init; }

    /// <summary>Resident memory of the worker in bytes; 0 in process.</summary>
    public long WorkerRssBytes { get; init; }

    /// <summary>CPU time the worker has used, in milliseconds.</summary>
    public long WorkerCpuMs { get; init; }

    /// <summary>Requests waiting for a slot, and how many may.</summary>
    public int Queued { get; init; }

    /// <inheritdoc cref="Queued"/>
    public int QueueCapacity { get; init; }

    /// <summary>Milliseconds the oldest queued request has waited; 0 = none waits.</summary>
    public long OldestQueuedMs { get; init; }

    /// <summary>KV cells in all, in use by running requests, and kept for reuse.</summary>
    public int KvTotal { get; init; }

    /// <inheritdoc cref="KvTotal"/>
    public int KvUsed { get; init; }

    /// <inheritdoc cref="KvTotal"/>
    public int KvCached { get; init; }

    /// <summary>Prompt tokens evaluated (cached ones not counted).</summary>
    public long PrefillTokens { get; init; }

    /// <summary>Prompt tokens reused from the KV cache.</summary>
    public long CachedTokens { get; init; }

    /// <summary>Tokens generated.</summary>
    public long DecodedTokens { get; init; }

    /// <summary>Decode steps run.</summary>
    public long Steps { get; init; }

    /// <summary>Requests accepted; ended in any way; ended as Failed; ended as Cancelled; refused at admission.</summary>
    public long Accepted { get; init; }

    /// <inheritdoc cref="Accepted"/>
    public long Ended { get; init; }

    /// <inheritdoc cref="Accepted"/>
    public long Failed { get; init; }

    /// <inheritdoc cref="Accepted"/>
    public long Cancelled { get; init; }

    /// <inheritdoc cref="Accepted"/>
    public long Refused { get; init; }

    /// <summary>Every slot, in order.</summary>
    public IReadOnlyList<SlotSnapshot> Slots { get; init; } = [];
}

/// <summary>The engine at one moment.</summary>
/// <param name="TimestampNs">When, in EngineClock nanoseconds.</param>
/// <param name="State">Worst state of its models.</param>
/// <param name="Reason">Why, if not Ready.</param>
/// <param name="Models">Loaded and loading models.</param>
public sealed record EngineSnapshot(long TimestampNs, EngineState State, string? Reason, IReadOnlyList<ModelSnapshot> Models);
