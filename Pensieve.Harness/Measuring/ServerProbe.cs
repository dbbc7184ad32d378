using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pensieve.Harness.Load;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Measuring;

/// <summary>
/// Looks into a Pensieve target once or twice a second while a case runs: engine state, slots, queue, KV cells, memory and CPU,
/// on the run's time axis. The server's clock is related to the run's by one offset, taken from the quickest answer.
/// </summary>
public sealed class ServerProbe(LlmClient client) : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private (double WorkerCpuMs, double AppCpuSeconds, long Ticks)? _before;
    private double _quickest = double.MaxValue;

    /// <summary>Seconds to add to the server's monotonic nanoseconds to get Stopwatch seconds; null = not known yet. Its error is at most half the quickest answer's time.</summary>
    public double? ClockOffset { get; private set; }

    /// <summary>The last snapshot's JSON; null = none came.</summary>
    public JsonDocument? Last { get; private set; }

    /// <summary>Begins to look, and hands each sample to <paramref name="emit"/>.</summary>
    public void Start(Action<RunEvent> emit) => _loop = LoopAsync(emit);

    /// <summary>Ends it.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Last?.Dispose();
    }

    /// <summary>Asks for a snapshot now; null = the server does not answer. The caller disposes it.</summary>
    public async Task<JsonDocument?> SnapshotAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sent = Stopwatch.GetTimestamp();
            var bytes = await client.Http.GetByteArrayAsync("api/snapshot", cancellationToken);
            var came = Stopwatch.GetTimestamp();
            var snapshot = JsonDocument.Parse(bytes);
            var took = (came - sent) * RunClock.SecondsPerTick;
            if (took < _quickest && snapshot.RootElement.TryGetProperty("timestampNs", out var stamp))
            {
                _quickest = took;
                ClockOffset = ((sent + came) / 2.0 * RunClock.SecondsPerTick) - (stamp.GetInt64() / 1e9);
            }

            return snapshot;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException)
        {
            return null;
        }
    }

    private async Task LoopAsync(Action<RunEvent> emit)
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            do
            {
                var sent = Stopwatch.GetTimestamp();
                var snapshot = await SnapshotAsync(_stop.Token);
                var took = (Stopwatch.GetTimestamp() - sent) * RunClock.SecondsPerTick * 1e3;
                var metrics = await MetricsAsync(_stop.Token);
                emit(Sample(snapshot, metrics, Math.Round(took, 3)));
                if (snapshot is null) continue;
                Last?.Dispose();
                Last = snapshot;
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The case ended.
        }
    }

    private async Task<Dictionary<string, double>> MetricsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return PrometheusText.Sums(await client.Http.GetStringAsync("metrics", cancellationToken));
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }

    private ServerSample Sample(JsonDocument? snapshot, Dictionary<string, double> metrics, double probeMs)
    {
        if (snapshot is null) return new ServerSample("Unreachable", 0, 0, 0, null, null, null, null, null, null, null, probeMs);
        int busy = 0, slots = 0, queued = 0;
        long used = 0, cached = 0, total = 0, workers = 0;
        double cpu = 0;
        foreach (var model in snapshot.RootElement.GetProperty("models").EnumerateArray())
        {
            foreach (var slot in model.GetProperty("slots").EnumerateArray())
            {
                slots++;
                var state = slot.GetProperty("state");
                if (state.ValueKind == JsonValueKind.String ? state.GetString() != "Idle" && state.GetString() != "idle" : state.GetInt32() != 0) busy++;
            }

            queued += model.GetProperty("queued").GetInt32();
            used += model.GetProperty("kvUsed").GetInt64();
            cached += model.GetProperty("kvCached").GetInt64();
            total += model.GetProperty("kvTotal").GetInt64();
            workers += model.GetProperty("workerRssBytes").GetInt64();
            cpu += model.GetProperty("workerCpuMs").GetDouble();
        }

        var now = Stopwatch.GetTimestamp();
        double? appCpu = Get("pensieve_app_cpu_seconds_total") ?? Get("process_cpu_seconds_total"), appBytes = Get("pensieve_app_resident_memory_bytes") ?? Get("process_resident_memory_bytes");
        double? workerShare = null, appShare = null;
        if (_before is { } before)
        {
            var seconds = (now - before.Ticks) * RunClock.SecondsPerTick;

            // A restarted worker begins at 0 again.
            if (cpu >= before.WorkerCpuMs) workerShare = Math.Round((cpu - before.WorkerCpuMs) / 1e3 / seconds, 3);
            if (appCpu >= before.AppCpuSeconds) appShare = Math.Round((appCpu.Value - before.AppCpuSeconds) / seconds, 3);
        }

        _before = (cpu, appCpu ?? 0, now);
        var stateOf = snapshot.RootElement.GetProperty("state");
        return new ServerSample(
            stateOf.ValueKind == JsonValueKind.String ? stateOf.GetString()! : stateOf.GetRawText(), busy, slots, queued, used, cached, total,
            (long?)appBytes, workers == 0 ? null : workers, appShare, workerShare, probeMs);

        double? Get(string name) => metrics.TryGetValue(name, out var value) ? value : null;
    }
}
