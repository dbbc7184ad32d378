using Pensieve.Engine;

namespace Pensieve.Console.Live;

/// <summary>
/// The server in one sampling interval. Rates are means over the interval, gauges are as of its end. NaN = not measured:
/// nothing was there to measure, or the interval follows a gap.
/// </summary>
public sealed record LiveSample
{
    /// <summary>1 for the first sample of the process, then one more each.</summary>
    public required long Sequence { get; init; }

    /// <summary>End of the interval, wall clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Prompt tokens evaluated per second, all models together.</summary>
    public double PrefillPerSecond { get; init; } = double.NaN;

    /// <summary>Prompt tokens reused from the KV cache per second, all models together.</summary>
    public double CachedPerSecond { get; init; } = double.NaN;

    /// <summary>Tokens generated per second, all models together.</summary>
    public double DecodePerSecond { get; init; } = double.NaN;

    /// <summary>Median and 95th percentile of the time to first token, in milliseconds, over <see cref="RequestWindow.Span"/>.</summary>
    public double TtftP50Ms { get; init; } = double.NaN;

    /// <inheritdoc cref="TtftP50Ms"/>
    public double TtftP95Ms { get; init; } = double.NaN;

    /// <summary>Median and 95th percentile of the time per output token, in milliseconds, over <see cref="RequestWindow.Span"/>.</summary>
    public double TpotP50Ms { get; init; } = double.NaN;

    /// <inheritdoc cref="TpotP50Ms"/>
    public double TpotP95Ms { get; init; } = double.NaN;

    /// <summary>95th percentile of each request's longest time between two tokens, in milliseconds, likewise.</summary>
    public double LongestGapP95Ms { get; init; } = double.NaN;

    /// <summary>Requests that failed per second: for what they asked or how slowly they read, in the engine, and by their deadline.</summary>
    public double ClientErrorsPerSecond { get; init; } = double.NaN;

    /// <inheritdoc cref="ClientErrorsPerSecond"/>
    public double EngineErrorsPerSecond { get; init; } = double.NaN;

    /// <inheritdoc cref="ClientErrorsPerSecond"/>
    public double DeadlinesPerSecond { get; init; } = double.NaN;

    /// <summary>Requests that ended well, failed, were cancelled, and were refused, per second.</summary>
    public double CompletedPerSecond { get; init; } = double.NaN;

    /// <inheritdoc cref="CompletedPerSecond"/>
    public double FailedPerSecond { get; init; } = double.NaN;

    /// <inheritdoc cref="CompletedPerSecond"/>
    public double CancelledPerSecond { get; init; } = double.NaN;

    /// <inheritdoc cref="CompletedPerSecond"/>
    public double RefusedPerSecond { get; init; } = double.NaN;

    /// <summary>HTTP requests per second that were answered with an error and never became a generation, refused ones among them.</summary>
    public double TurnedAwayPerSecond { get; init; } = double.NaN;

    /// <summary>Requests waiting for a slot, and slots at work.</summary>
    public double Queued { get; init; } = double.NaN;

    /// <inheritdoc cref="Queued"/>
    public double ActiveSlots { get; init; } = double.NaN;

    /// <summary>KV cells in use, kept for reuse, and free.</summary>
    public double KvUsed { get; init; } = double.NaN;

    /// <inheritdoc cref="KvUsed"/>
    public double KvCached { get; init; } = double.NaN;

    /// <inheritdoc cref="KvUsed"/>
    public double KvFree { get; init; } = double.NaN;

    /// <summary>Resident bytes of this process and of the workers.</summary>
    public double AppBytes { get; init; } = double.NaN;

    /// <inheritdoc cref="AppBytes"/>
    public double WorkerBytes { get; init; } = double.NaN;

    /// <summary>Bytes that this process and the workers could still get before the limit of the machine or container.</summary>
    public double AvailableBytes { get; init; } = double.NaN;

    /// <summary>State of the engine at the end of the interval.</summary>
    public EngineState State { get; init; }

    /// <summary>CPU use of this process and of the workers, in cores.</summary>
    public double AppCores { get; init; } = double.NaN;

    /// <inheritdoc cref="AppCores"/>
    public double WorkerCores { get; init; } = double.NaN;

    /// <summary>One digit per slot, models in order: 0 idle, 1 prefill, 2 decode. A slot that is idle now but served a request in the interval shows what it did last.</summary>
    public string Slots { get; init; } = "";
}
