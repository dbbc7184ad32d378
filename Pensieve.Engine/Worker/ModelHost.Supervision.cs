using Microsoft.Extensions.Logging;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Engine.Worker;

// Start, watch, restart, give up.
internal sealed partial class ModelHost
{
    private static readonly TimeSpan s_watchInterval = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly List<DateTimeOffset> _crashes = [];
    private readonly CancellationTokenSource _closing = new();
    private volatile WorkerConnection? _connection;
    private volatile ModelInfo? _info;
    private TaskCompletionSource<LoadOutcome>? _loading;
    private Thread? _reader;
    private ITimer? _watchdog;
    private string? _lastNativeError;
    private string? _degraded;
    private long _lastFrameNs;
    private long _stepStartedNs;
    private long _startedNs;
    private int _restarts;

    /// <summary>Starts the worker and loads the model; completes when it is ready or failed.</summary>
    public async Task<LoadOutcome> StartAsync(CancellationToken cancellationToken)
    {
        SetState(EngineState.Loading, null);
        _logger.ModelLoading(Id, _load.Path);
        var outcome = await StartWorkerAsync(cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is not null)
        {
            SetState(EngineState.Failed, outcome.Failure);
            _logger.ModelLoadFailed(Id, outcome.Failure);
        }

        return outcome;
    }

    /// <summary>Ends the worker. Requests in flight end as lost; drain first.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _watchdog?.Dispose();
        var connection = _connection;
        connection?.Shutdown(TimeSpan.FromSeconds(2));
        _reader?.Join(TimeSpan.FromSeconds(5));
        connection?.Dispose();
        _closing.Dispose();
    }

    private async Task<LoadOutcome> StartWorkerAsync(CancellationToken cancellationToken)
    {
        _startedNs = EngineClock.NowNs;
        _loadProgress = 0;
        _lastNativeError = null;
        var (connection, failure) = await _launcher.StartAsync(mayFallBack: _restarts == 0, cancellationToken).ConfigureAwait(false);
        if (connection is null) return new LoadOutcome(null, failure);

        var loading = _loading = new TaskCompletionSource<LoadOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _lastFrameNs, EngineClock.NowNs);
        Volatile.Write(ref _stepStartedNs, 0);
        _degraded = connection.Degraded ?? _degraded;
        _connection = connection;
        _reader = new Thread(() => ReadFrames(connection)) { IsBackground = true, Name = "engine frames" };
        _reader.Start();
        _logger.WorkerStarted(Id, connection.Isolation, connection.Pid);
        connection.Channel.Send(FrameWriter.OfThread(FrameKind.Load).Json(_load, WireJson.Default.ModelLoadOptions).Frame);
        _watchdog ??= _time.CreateTimer(_ => Watch(), null, s_watchInterval, s_watchInterval);

        var outcome = await loading.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is not null) connection.Kill();
        return outcome;
    }

    private void OnPlanned(string sentence)
    {
        _logger.ModelPlanned(Id, sentence);
        if (State == EngineState.Loading) SetState(EngineState.Loading, sentence);
    }

    private void OnLoaded(ModelInfo info)
    {
        var seconds = (EngineClock.NowNs - _startedNs) / 1e9;
        _info = info with
        {
            EstimatedBytes = _estimatedBytes, LoadedAt = _time.GetUtcNow(), LoadSeconds = seconds, Id = Id,
            TemplateFindings = ChatTemplateLinter.Lint(info.ChatTemplate, info.BosToken, info.EosToken),
        };
        foreach (var finding in _info.TemplateFindings)
            if (finding.Severity == ChatTemplateSeverity.Warning) _logger.TemplateFinding(Id, finding.Code, finding.Message);
        SetState(_degraded is null ? EngineState.Ready : EngineState.Degraded, _degraded);
        _logger.ModelLoaded(Id, info.Device, seconds, info.Slots, info.ContextTotal);
        _loading?.TrySetResult(new LoadOutcome(this, null));
    }

    private void OnConnectionLost(WorkerConnection connection)
    {
        connection.Kill();
        var how = connection.ExitDescription();
        if (how.Length == 0) how = "its channel closed";
        if (_lastNativeError is { } native) how += $"; last native message: {native}";
        var wasServing = _info is not null && _loading is { Task.IsCompletedSuccessfully: true } && _loading.Task.Result.Failure is null;
        _connection = null;
        if (wasServing && !_closing.IsCancellationRequested)
        {
            _logger.WorkerLost(Id, how, InFlight);
            SetState(EngineState.Restarting, $"The engine worker was lost: {how}.");
        }

        foreach (var hosted in _requests.Values) Finish(hosted, EngineLost());
        EndEmbeddings(EngineLost().Failure!);
        foreach (var call in _calls.Values) call.TrySetException(new IOException("The engine worker was lost."));
        _counters.WorkerLost();
        _loading?.TrySetResult(new LoadOutcome(null, $"The engine worker was lost while loading: {how}."));
        connection.Dispose();
        if (wasServing && !_closing.IsCancellationRequested) _ = RestartAsync();
    }

    private async Task RestartAsync()
    {
        try
        {
            while (NextMeasure() is { } delay)
            {
                _logger.WorkerRestarting(Id, delay.TotalMilliseconds);
                await Task.Delay(delay, _time, _closing.Token).ConfigureAwait(false);
                Interlocked.Increment(ref _restarts);
                var outcome = await StartWorkerAsync(_closing.Token).ConfigureAwait(false);
                if (outcome.Failure is null) return;
            }
        }
        catch (OperationCanceledException)
        {
            // Unloading: nobody waits for this worker any more.
        }
    }

    /// <summary>How long to wait before the next start; null = no further start.</summary>
    private TimeSpan? NextMeasure()
    {
        var now = _time.GetUtcNow();
        _crashes.RemoveAll(t => now - t > _options.CrashWindow);
        _crashes.Add(now);
        if (_crashes.Count > _options.CrashLimit)
        {
            if (_load.GpuLayers == 0 || Info.Device.StartsWith("CPU", StringComparison.OrdinalIgnoreCase))
            {
                var reason = $"The engine worker died {_crashes.Count} times within {_options.CrashWindow.TotalMinutes:0} minutes and is not started again. Load the model again when the cause is mended.";
                SetState(EngineState.Failed, reason);
                _logger.WorkerGivenUp(Id, reason);
                return null;
            }

            _crashes.Clear();
            _crashes.Add(now);
            _degraded = $"{Info.Device} failed {_options.CrashLimit + 1} times; running on the CPU.";
            _load = _load with { GpuLayers = 0, Device = "cpu" };
        }

        return _options.RestartBackoff[Math.Min(_crashes.Count, _options.RestartBackoff.Count) - 1];
    }

    private void Watch()
    {
        if (_connection is not { Pid: not null } connection || State is not (EngineState.Ready or EngineState.Degraded or EngineState.Draining)) return;
        var now = EngineClock.NowNs;
        var silence = now - Volatile.Read(ref _lastFrameNs);
        var step = Volatile.Read(ref _stepStartedNs) is > 0 and var started ? now - started : 0;
        if (silence > _options.SilenceLimit.TotalNanoseconds) Hung(connection, $"no sign of life for {silence / 1e9:F1} s");
        else if (step > _options.StepLimit.TotalNanoseconds) Hung(connection, $"one step has run for {step / 1e9:F0} s");
    }

    private void Hung(WorkerConnection connection, string how)
    {
        _logger.WorkerHung(Id, how);
        _lastNativeError = $"killed because it hung ({how})";
        connection.Kill();
    }
}
