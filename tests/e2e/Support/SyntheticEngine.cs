using System.Diagnostics.CodeAnalysis;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.E2E.Support;

/// <summary>
/// An engine whose figures follow a seeded simulation of slots, queue and KV, so that pages can be seen at work without a
/// model. Each <see cref="Step"/> is a tenth of a second of simulated time.
/// </summary>
public sealed class SyntheticEngine(int slots, double requestsPerSecond, string modelId = "qwen3-8b-q4_k_m") : IEngine
{
    private const double StepSeconds = 0.1;
    private const int KvTotal = 32_768;
    private readonly Random _random = new(7);
    private readonly Lock _lock = new();
    private readonly Running?[] _running = new Running?[slots];
    private readonly Queue<(int Prompt, long Tick)> _queue = new();
    private readonly List<RequestRecord> _recent = [];
    private EngineSnapshot _snapshot = new(0, EngineState.Idle, null, []);
    private long _prefill, _decoded, _ended, _failed, _cancelled, _cpuMs, _cached;
    private int _ids;
    private long _tick = 10_000;

    public event Action? Changed;

    /// <summary>Changes each snapshot on its way out.</summary>
    public Func<EngineSnapshot, EngineSnapshot> Twist { get; set; } = s => s;

    /// <summary>Share of requests that fail.</summary>
    public double FailureShare { get; set; } = 0.01;

    public IReadOnlyList<IModelSession> Models => [];

    public EngineSnapshot Snapshot() => Twist(Volatile.Read(ref _snapshot));

    public IReadOnlyList<RequestRecord> RecentRequests(int count)
    {
        lock (_lock) return [.. _recent.Take(count)];
    }

    /// <summary>Advances the simulation to <paramref name="now"/>.</summary>
    public void Step(DateTimeOffset now)
    {
        lock (_lock)
        {
            _tick++;
            for (var due = requestsPerSecond * StepSeconds * (1 + 0.8 * Math.Sin(now.ToUnixTimeSeconds() / 40.0)); due > 0; due--)
            {
                if (_random.NextDouble() < due) _queue.Enqueue((_random.Next(40, 1800), _tick));
            }

            for (var i = 0; i < slots; i++)
            {
                if (_running[i] is { } running) Advance(running, i, now);
                else if (_queue.TryDequeue(out var next)) _running[i] = new Running($"req-{++_ids:x6}", next.Prompt, (int)(next.Prompt * _random.NextDouble() * 0.7), _random.Next(20, 260)) { Queued = next.Tick, Started = _tick };
            }

            _cpuMs += 60 + 100 * _running.Count(r => r is not null) / slots;
            Volatile.Write(ref _snapshot, Take());
        }
    }

    public void RaiseChanged() => Changed?.Invoke();

    public bool TryGetModel(string id, [NotNullWhen(true)] out IModelSession? model)
    {
        model = null;
        return false;
    }

    public Task<LoadOutcome> LoadAsync(ModelLoadOptions options, CancellationToken cancellationToken) => Task.FromResult(new LoadOutcome(null, "Synthetic."));

    public Task<bool> UnloadAsync(string id, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<IReadOnlyList<DeviceInfo>> GetDevicesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DeviceInfo>>([]);

    public Task DrainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Advance(Running running, int slot, DateTimeOffset now)
    {
        running.Ticks++;
        if (running.Done < running.Prompt)
        {
            if (running.Done == 0)
            {
                running.Done = running.Cached;
                _cached += running.Cached;
            }

            var chunk = Math.Min(256, running.Prompt - running.Done);
            running.Done += chunk;
            _prefill += chunk;
            running.FirstTick = running.Ticks;
            running.Batches.Add(new PromptBatch(Ns(_tick - 0.9), Ns(_tick), chunk, 1));
            return;
        }

        var tokens = Math.Min(_random.Next(3, 7), running.Output - running.Out);
        running.Out += tokens;
        _decoded += tokens;
        if (running.Out < running.Output) return;

        var failed = _random.NextDouble() < FailureShare;
        var cancelled = !failed && _random.NextDouble() < 0.04;
        _ended++;
        if (failed) _failed++;
        if (cancelled) _cancelled++;
        var reason = failed ? FinishReason.Failed : cancelled ? FinishReason.Cancelled : (running.Output % 5) switch { 0 => FinishReason.MaxTokens, 1 => FinishReason.StopSequence, _ => FinishReason.EndOfTurn };
        var received = Ns(running.Queued) - 4_000_000;
        var first = Ns(running.Started + running.FirstTick) + 6_000_000;
        var last = Math.Max(first, Ns(_tick));
        _recent.Insert(0, new RequestRecord(running.Id, modelId, _ids % 3 == 0 ? "/v1/messages" : "/v1/chat/completions", true, now, new GenerationResult
        {
            Reason = reason,
            StopSequence = reason == FinishReason.StopSequence ? "</answer>" : null,
            Failure = failed ? new EngineFailure(FailureKind.DecodeFailed, "The native decode failed for this sequence: no KV cell was free.") : null,
            Usage = new TokenUsage(running.Prompt, running.Cached, running.Out),
            Slot = slot,
            Trace = new RequestTrace
            {
                PromptBatches = [.. running.Batches], LongestGaps = [new TokenGap(first + (last - first) / 3, (last - first) / 6)],
                DecodeSteps = running.Out, DecodePeers = running.Out * 3L, MixedSteps = running.Out / 9, MixedNs = (last - first) / 7, MatchedLength = running.Cached + running.Prompt / 5,
            },
            Phases = new RequestPhases
            {
                Received = received, Submitted = received + 40_000, Queued = received + 3_000_000, SlotAssigned = Ns(running.Started), PrefillDone = first - 3_000_000,
                FirstToken = first, LastToken = last, Ended = last + 200_000,
            },
        })
        {
            Parameters = new RequestParameters(new SamplingParameters { Temperature = 0.7f, TopP = 0.9f }, 400, ["</answer>"], CachePrompt: true, Deadline: null),
        });
        if (_recent.Count > 2000) _recent.RemoveRange(2000, _recent.Count - 2000);
        _running[slot] = null;
    }

    private static long Ns(double ticks) => (long)(ticks * StepSeconds * 1e9);

    private EngineSnapshot Take()
    {
        var used = _running.Sum(r => r is null ? 0 : r.Done + r.Out);
        var snapshot = new ModelSnapshot
        {
            Id = modelId, State = EngineState.Ready, LoadProgress = 1, Isolation = "Worker", WorkerPid = 4242,
            Info = new ModelInfo { Id = modelId, Path = "/models/" + modelId + ".gguf", DisplayName = modelId, Device = "Vulkan0", Slots = slots, ContextTotal = KvTotal },
            WorkerRssBytes = 5_400_000_000 + used * 9000L, WorkerCpuMs = _cpuMs, Queued = _queue.Count, QueueCapacity = 256,
            OldestQueuedMs = _queue.Count * 180, KvTotal = KvTotal, KvUsed = Math.Min(used, KvTotal), KvCached = Math.Min(KvTotal - Math.Min(used, KvTotal), 6000 + (int)(_cached % 4000)),
            PrefillTokens = _prefill, CachedTokens = _cached, DecodedTokens = _decoded, Accepted = _ended + _running.Length, Ended = _ended, Failed = _failed, Cancelled = _cancelled,
            Slots = [.. _running.Select((r, i) => new SlotSnapshot(i, r is null ? SlotState.Idle : r.Done < r.Prompt ? SlotState.Prefill : SlotState.Decode, r?.Id, r?.Prompt ?? 0, r?.Done ?? 0, r?.Out ?? 0))],
        };
        return new EngineSnapshot(EngineClock.NowNs, EngineState.Ready, null, [snapshot]);
    }

    private sealed class Running(string id, int prompt, int cached, int output)
    {
        public string Id => id;

        public int Prompt => prompt;

        public int Cached => cached;

        public int Output => output;

        public long Queued { get; init; }

        public long Started { get; init; }

        public List<PromptBatch> Batches { get; } = [];

        public int Done { get; set; }

        public int Out { get; set; }

        public int Ticks { get; set; }

        public int FirstTick { get; set; }
    }
}
