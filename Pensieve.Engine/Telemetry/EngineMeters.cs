using System.Diagnostics.Metrics;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Telemetry;

/// <summary>
/// The engine's instruments. Histograms and ends come from the one record of each finished request, gauges and token
/// counters from <see cref="IEngine.Snapshot"/>, so that metrics never disagree with pages. Thread-safe.
/// </summary>
public sealed class EngineMeters : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pensieve.Engine";

    private const string ModelTag = "model";

    private static readonly double[] s_waits = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
    private static readonly double[] s_gaps = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5];
    private static readonly double[] s_totals = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _timePerOutputToken;
    private readonly Histogram<double> _gap;
    private readonly Histogram<double> _total;
    private readonly Counter<long> _ends;
    private readonly Counter<long> _refusals;
    private Func<EngineSnapshot> _snapshot = static () => new EngineSnapshot(0, EngineState.Idle, null, []);

    /// <summary>Creates the instruments; gauges show nothing until <see cref="Attach"/>.</summary>
    public EngineMeters()
    {
        _queue = Seconds("pensieve.request.queue", "Time a request waited for a slot.", s_waits);
        _timeToFirstToken = Seconds("pensieve.request.ttft", "Time from receipt of a request to its first token.", s_waits);
        _timePerOutputToken = Seconds("pensieve.request.tpot", "Mean time per output token after the first, one value per request.", s_gaps);
        _gap = Seconds("pensieve.token.gap", "Time between two deliveries of output of a request; fast steps share a delivery.", s_gaps);
        _total = Seconds("pensieve.request.duration", "Time from receipt of a request to its end.", s_totals);
        _ends = Meter.CreateCounter<long>("pensieve.requests.ended", null, "Requests that ended, by reason.");
        _refusals = Meter.CreateCounter<long>("pensieve.requests.refused", null, "Requests refused before they were accepted, by kind.");
        CreateCounters();
        CreateGauges();
    }

    /// <summary>The meter; listeners compare instances, so that two engines in one process stay apart.</summary>
    public Meter Meter { get; } = new(MeterName);

    /// <summary>Names the engine whose snapshots feed gauges and token counters.</summary>
    public void Attach(IEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _snapshot = engine.Snapshot;
    }

    /// <summary>A request ended.</summary>
    public void RecordEnd(RequestRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var model = Tag(record.Model);
        if (record.QueueMs is { } queue) _queue.Record(queue / 1e3, model);
        if (record.TtftMs is { } first) _timeToFirstToken.Record(first / 1e3, model);
        if (record.TpotMs is { } perToken) _timePerOutputToken.Record(perToken / 1e3, model);
        _total.Record(record.TotalMs / 1e3, model);
        _ends.Add(1, model, new("reason", ReasonName(record.Result)));
    }

    /// <summary>A request was refused at admission.</summary>
    public void RecordRefusal(string model, FailureKind kind) => _refusals.Add(1, Tag(model), new("kind", KindName(kind)));

    /// <summary>A request got output; <paramref name="nanoseconds"/> since its output before.</summary>
    public void RecordGap(string model, long nanoseconds) => _gap.Record(nanoseconds / 1e9, Tag(model));

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string model) => new(ModelTag, model);

    private static string ReasonName(GenerationResult result) => result.Reason switch
    {
        FinishReason.EndOfTurn => "end_of_turn",
        FinishReason.MaxTokens => "max_tokens",
        FinishReason.StopSequence => "stop_sequence",
        FinishReason.ContextFull => "context_full",
        FinishReason.Cancelled => "cancelled",
        _ => KindName(result.Failure?.Kind ?? FailureKind.DecodeFailed),
    };

    private static string KindName(FailureKind kind) => kind switch
    {
        FailureKind.InvalidRequest => "invalid_request",
        FailureKind.PromptTooLong => "prompt_too_long",
        FailureKind.QueueFull => "queue_full",
        FailureKind.ModelNotFound => "model_not_found",
        FailureKind.ModelNotReady => "model_not_ready",
        FailureKind.Draining => "draining",
        FailureKind.ModelUnloaded => "model_unloaded",
        FailureKind.DeadlineExceeded => "deadline_exceeded",
        FailureKind.EngineLost => "engine_lost",
        FailureKind.ClientTooSlow => "client_too_slow",
        _ => "decode_failed",
    };

    private Histogram<double> Seconds(string name, string description, double[] bounds) =>
        Meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    private void CreateCounters()
    {
        Counter("pensieve.prompt.tokens", "Prompt tokens served, cached ones included.", m => m.PrefillTokens + m.CachedTokens);
        Counter("pensieve.prompt.cached_tokens", "Prompt tokens whose KV was reused.", m => m.CachedTokens);
        Counter("pensieve.generated.tokens", "Tokens generated.", m => m.DecodedTokens);
        Counter("pensieve.decode.steps", "Decode steps run.", m => m.Steps);
        Counter("pensieve.requests.accepted", "Requests accepted.", m => m.Accepted);
        Counter("pensieve.worker.restarts", "Times the engine worker was started again.", m => m.Restarts);
        Meter.CreateObservableCounter("pensieve.worker.cpu", () => _snapshot().Models.Select(m => new Measurement<double>(m.WorkerCpuMs / 1e3, Tag(m.Id))), "s", "CPU time of the engine worker; begins anew with a restart.");
        Meter.CreateObservableCounter("pensieve.app.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "CPU time of the app.");
    }

    private void CreateGauges()
    {
        Gauge("pensieve.slots.busy", null, "Slots that evaluate or generate.", m => m.Slots.Count(s => s.State != SlotState.Idle));
        Gauge("pensieve.slots.total", null, "Slots.", m => m.Slots.Count);
        Gauge("pensieve.queue.length", null, "Requests waiting for a slot.", m => m.Queued);
        Gauge("pensieve.queue.capacity", null, "Requests that may wait.", m => m.QueueCapacity);
        Gauge("pensieve.kv.used", null, "KV cells of running requests.", m => m.KvUsed);
        Gauge("pensieve.kv.cached", null, "KV cells kept for reuse.", m => m.KvCached);
        Gauge("pensieve.kv.total", null, "KV cells.", m => m.KvTotal);
        Gauge("pensieve.model.ready", null, "1 while the model serves.", m => m.State is EngineState.Ready or EngineState.Degraded ? 1 : 0);
        Gauge("pensieve.worker.resident_memory", "By", "Resident memory of the engine worker.", m => m.WorkerRssBytes);
        Meter.CreateObservableGauge("pensieve.app.resident_memory", () => Environment.WorkingSet, "By", "Resident memory of the app.");
    }

    private void Counter(string name, string description, Func<ModelSnapshot, long> read) =>
        Meter.CreateObservableCounter(name, () => Measure(read), null, description);

    private void Gauge(string name, string? unit, string description, Func<ModelSnapshot, long> read) =>
        Meter.CreateObservableGauge(name, () => Measure(read), unit, description);

    private IEnumerable<Measurement<long>> Measure(Func<ModelSnapshot, long> read)
    {
        foreach (var model in _snapshot().Models) yield return new Measurement<long>(read(model), Tag(model.Id));
    }
}
