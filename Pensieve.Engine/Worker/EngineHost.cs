using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Engine.Worker;

/// <summary>The engine of this app: one supervised worker per loaded model.</summary>
public sealed class EngineHost : IEngine, IAsyncDisposable
{
    private readonly EngineHostOptions _options;
    private readonly EngineMeters _meters;
    private readonly TimeProvider _time;
    private readonly ILogger<EngineHost> _logger;
    private readonly RecentRequests _recent;
    private readonly Lock _gate = new();
    private volatile ModelHost[] _models = [];
    private volatile bool _draining;

    /// <summary>An engine with no model. Ended requests go to <paramref name="recent"/>, or to a ring of its own.</summary>
    public EngineHost(EngineHostOptions options, EngineMeters meters, TimeProvider time, ILogger<EngineHost> logger, RecentRequests? recent = null)
    {
        _options = options;
        _meters = meters;
        _time = time;
        _logger = logger;
        _recent = recent ?? new RecentRequests(options.RecentRequests);
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyList<IModelSession> Models => Array.FindAll(_models, m => m.IsLoaded);

    /// <inheritdoc/>
    public EngineSnapshot Snapshot()
    {
        var models = Array.ConvertAll(_models, m => m.Snapshot());
        var (state, reason) = StateOf(models);
        return new EngineSnapshot(EngineClock.NowNs, _draining ? EngineState.Draining : state, reason, models);
    }

    /// <inheritdoc/>
    public bool TryGetModel(string id, [NotNullWhen(true)] out IModelSession? model)
    {
        model = Array.Find(_models, m => m.IsLoaded && string.Equals(m.Id, id, StringComparison.Ordinal));
        return model is not null;
    }

    /// <inheritdoc/>
    public async Task<LoadOutcome> LoadAsync(ModelLoadOptions options, CancellationToken cancellationToken)
    {
        if (_draining) return new LoadOutcome(null, "The server is shutting down.");
        var host = new ModelHost(options, _options, _recent, _meters, _time, _logger, () => Changed?.Invoke());
        ModelHost? replaced;
        lock (_gate)
        {
            replaced = Array.Find(_models, m => m.Id == host.Id);
            if (replaced is { State: not EngineState.Failed }) return new LoadOutcome(null, $"A model named {host.Id} is loaded already: unload it first, or give another id.");
            _models = [.. _models.Where(m => m != replaced), host];
        }

        // A drain that began in the meantime may not have seen it.
        if (_draining) host.Drain(Closing.NoNewRequests);

        replaced?.Dispose();
        var outcome = await host.StartAsync(cancellationToken).ConfigureAwait(false);
        Changed?.Invoke();
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<bool> UnloadAsync(string id, CancellationToken cancellationToken)
    {
        var host = Array.Find(_models, m => m.Id == id);
        if (host is null) return false;
        host.Drain(Closing.Unloading(id));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.DrainLimit);
        try
        {
            await WaitForEndAsync([host], limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            host.EndAll(Closing.Unloaded(id));
        }

        lock (_gate) _models = [.. _models.Where(m => m != host)];
        host.Dispose();
        _logger.ModelUnloaded(id);
        Changed?.Invoke();
        return true;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeviceInfo>> GetDevicesAsync(CancellationToken cancellationToken)
    {
        foreach (var model in _models)
            if (await model.GetDevicesAsync(cancellationToken).ConfigureAwait(false) is { } devices) return devices;
        return (await DeviceProbe.RunAsync(_options, _logger, cancellationToken).ConfigureAwait(false)).Devices;
    }

    /// <inheritdoc/>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var models = _models;
        foreach (var model in models) model.Drain(Closing.NoNewRequests);
        try
        {
            await WaitForEndAsync(models, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            foreach (var model in models) model.EndAll(Closing.ShutDown);
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RequestRecord> RecentRequests(int count) => _recent.Latest(count);

    /// <summary>Ends every worker; requests still in flight end as lost.</summary>
    public ValueTask DisposeAsync()
    {
        _draining = true;
        foreach (var model in _models) model.Dispose();
        _models = [];
        return ValueTask.CompletedTask;
    }

    private async Task WaitForEndAsync(ModelHost[] models, CancellationToken cancellationToken)
    {
        var changed = new SemaphoreSlim(0); // not disposed: a late Changed may still release it
        void Signal() => changed.Release();
        Changed += Signal;
        try
        {
            while (Array.Exists(models, m => m.InFlight > 0)) await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Changed -= Signal;
        }
    }

    /// <summary>The engine serves while one model does; a model that should serve and does not makes it Degraded.</summary>
    private static (EngineState State, string? Reason) StateOf(ModelSnapshot[] models)
    {
        var worst = models.MaxBy(m => Severity(m.State));
        if (worst is null) return (EngineState.Idle, null);
        var serves = Array.Exists(models, m => m.State is EngineState.Ready or EngineState.Degraded);
        if (!serves || worst.State is EngineState.Ready or EngineState.Degraded) return (worst.State, worst.Reason);
        return worst.State is EngineState.Failed or EngineState.Restarting
            ? (EngineState.Degraded, $"{worst.Id}: {worst.Reason}")
            : (EngineState.Ready, null);
    }

    private static int Severity(EngineState state) => state switch
    {
        EngineState.Failed => 6,
        EngineState.Restarting => 5,
        EngineState.Degraded => 4,
        EngineState.Loading => 3,
        EngineState.Draining => 2,
        EngineState.Ready => 1,
        _ => 0,
    };
}
