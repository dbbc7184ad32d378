using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Live;

/// <summary>
/// Samples the engine and the machine once per <see cref="Interval"/>, whatever number of pages is open, and tells
/// <see cref="LiveFeed"/>. An interval much longer than asked for (a suspended machine, a starved process) is recorded as a
/// gap, never as a rate.
/// </summary>
public sealed partial class LiveSampler(IEngine engine, IHostProbe probe, TurnedAwayRing turnedAway, LiveHistory history, LiveFeed feed, TimeProvider time, ILogger<LiveSampler> logger)
    : BackgroundService
{
    /// <summary>Time between samples.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_gap = Interval * 2.5;
    private readonly CounterRates _rates = new();
    private readonly RequestWindow _requests = new();
    private readonly Queue<(DateTimeOffset Time, double Count)> _refused = new();
    private HostReading? _lastHost;
    private long _lastTurnedAway;
    private long _lastTick;
    private double _stalled;

    /// <summary>Takes one sample now.</summary>
    public LiveSample Sample()
    {
        var elapsed = _lastTick == 0 ? TimeSpan.Zero : time.GetElapsedTime(_lastTick);
        _lastTick = time.GetTimestamp();
        var seconds = elapsed > TimeSpan.Zero && elapsed <= s_gap ? elapsed.TotalSeconds : double.NaN;
        var now = time.GetUtcNow();

        var snapshot = engine.Snapshot();
        var host = probe.Read();
        var rates = _rates.Advance(snapshot, seconds);
        var fresh = _requests.Pull(engine.RecentRequests);
        var stats = _requests.Stats(now);
        var appCores = _lastHost is null ? double.NaN : (host.AppCpu - _lastHost.AppCpu).TotalSeconds / seconds;
        _lastHost = host;

        var (away, awayBefore) = (turnedAway.Total, _lastTurnedAway);
        _lastTurnedAway = away;

        var loaded = snapshot.Models.Count > 0;
        var sample = history.Add(sequence => new LiveSample
        {
            Sequence = sequence,
            Time = now,
            PrefillPerSecond = rates.Prefill,
            CachedPerSecond = rates.Cached,
            DecodePerSecond = rates.Decode,
            TtftP50Ms = stats.TtftP50Ms ?? double.NaN,
            TtftP95Ms = stats.TtftP95Ms ?? double.NaN,
            TpotP50Ms = stats.TpotP50Ms ?? double.NaN,
            TpotP95Ms = stats.TpotP95Ms ?? double.NaN,
            LongestGapP95Ms = stats.LongestGapP95Ms ?? double.NaN,
            ClientErrorsPerSecond = loaded ? Failures(fresh, FailureSide.Client) / seconds : double.NaN,
            EngineErrorsPerSecond = loaded ? Failures(fresh, FailureSide.Engine) / seconds : double.NaN,
            DeadlinesPerSecond = loaded ? Failures(fresh, FailureSide.Deadline) / seconds : double.NaN,
            CompletedPerSecond = rates.Completed,
            FailedPerSecond = rates.Failed,
            CancelledPerSecond = rates.Cancelled,
            RefusedPerSecond = rates.Refused,
            TurnedAwayPerSecond = (away - awayBefore) / seconds,
            Queued = loaded ? snapshot.Models.Sum(m => m.Queued) : double.NaN,
            ActiveSlots = loaded ? snapshot.Models.Sum(m => m.Slots.Count(s => s.State != SlotState.Idle)) : double.NaN,
            KvUsed = loaded ? snapshot.Models.Sum(m => m.KvUsed) : double.NaN,
            KvCached = loaded ? snapshot.Models.Sum(m => m.KvCached) : double.NaN,
            KvFree = loaded ? snapshot.Models.Sum(m => Math.Max(0, m.KvTotal - m.KvUsed - m.KvCached)) : double.NaN,
            AppBytes = host.AppBytes,
            WorkerBytes = loaded ? snapshot.Models.Sum(m => m.WorkerRssBytes) : double.NaN,
            AvailableBytes = host.MemoryAvailable ?? double.NaN,
            State = snapshot.State,
            AppCores = appCores,
            WorkerCores = rates.WorkerCores,
            Slots = SlotStates.Encode(snapshot, fresh),
        });

        Watch(sample, now, seconds);
        feed.Publish(new LiveReadings(sample, stats, _stalled, (long)_refused.Sum(r => r.Count), host));
        return sample;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                Sample();
            }
            catch (Exception e)
            {
                LogSampleFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private static int Failures(IReadOnlyList<RequestRecord> ended, FailureSide side) =>
        ended.Count(r => r.Result.Failure is { } failure && FailureSides.Of(failure.Kind) == side);

    private void Watch(LiveSample sample, DateTimeOffset now, double seconds)
    {
        var moving = !(sample.ActiveSlots > 0) || !(sample.PrefillPerSecond + sample.DecodePerSecond <= 0);
        _stalled = moving || double.IsNaN(seconds) ? 0 : _stalled + seconds;
        if (sample.RefusedPerSecond > 0) _refused.Enqueue((now, Math.Round(sample.RefusedPerSecond * seconds)));
        while (_refused.TryPeek(out var oldest) && oldest.Time <= now - RequestWindow.Span) _refused.Dequeue();
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "A sample of the engine failed; the charts show a gap")]
    private partial void LogSampleFailed(Exception exception);
}
