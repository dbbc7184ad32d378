using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Store;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Console.Features.Requests.Keeping;

/// <summary>
/// Keeps ended requests over restarts, off their path: at most <see cref="Capacity"/> wait for the database, then the oldest are
/// dropped and counted. Written once a second at most; read once, in the background of the start.
/// </summary>
internal sealed partial class RequestHistory : BackgroundService
{
    /// <summary>Most requests that wait to be written.</summary>
    public const int Capacity = 4096;

    private static readonly BacklogLimits s_limits = new(Capacity, Batch: 512, Patience: TimeSpan.FromSeconds(5), Interval: TimeSpan.FromSeconds(1));

    private readonly StoreBacklog<RequestRecord> _backlog;
    private readonly RecentRequests _recent;
    private readonly RequestRepository _repository;
    private readonly RuntimeSettings _settings;
    private bool _isRead;
    private long _keptAtLast = long.MaxValue;

    public RequestHistory(RecentRequests recent, RequestRepository repository, RuntimeSettings settings, TimeProvider time, ILogger<RequestHistory> logger)
    {
        (_recent, _repository, _settings) = (recent, repository, settings);
        _backlog = new StoreBacklog<RequestRecord>(s_limits, WriteAsync, fault => LogFailed(logger, fault), time);
        _backlog.Look();
        settings.Changed += _backlog.Look;
    }

    /// <summary>Requests that are in memory only, since the database was away or too slow.</summary>
    public long Dropped => _backlog.Dropped;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Listen();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _recent.Added -= _backlog.Add;
        _settings.Changed -= _backlog.Look;
        base.Dispose();
    }

    /// <summary>Takes what ends from now on.</summary>
    internal void Listen() => _recent.Added += _backlog.Add;

    /// <summary>One look: reads what was kept, if that is not done, and writes what waits.</summary>
    /// <returns>False = the database did not take it.</returns>
    internal Task<bool> StepAsync(CancellationToken cancellationToken) => _backlog.StepAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _backlog.RunAsync(stoppingToken);

    private async Task<StoreFailure?> WriteAsync(IReadOnlyList<RequestRecord> records, CancellationToken cancellationToken)
    {
        if (!_isRead && await ReadAsync(cancellationToken) is { } failure) return failure;
        var kept = _settings.Number(SettingTable.RequestsKept);

        // Without a request too: fewer to keep means that the others go now.
        var isNeeded = kept < _keptAtLast || (kept > 0 && records.Count > 0);
        if (isNeeded && await _repository.AddAsync(records, kept, cancellationToken) is { } refused) return refused;
        _keptAtLast = kept;
        return null;
    }

    private async Task<StoreFailure?> ReadAsync(CancellationToken cancellationToken)
    {
        var kept = _settings.Number(SettingTable.RequestsKept);
        if (kept > 0)
        {
            var outcome = await _repository.LatestAsync((int)Math.Min(kept, _recent.Capacity), cancellationToken);
            if (!outcome.IsDone) return outcome.Failure;
            _recent.Restore(outcome.Value!);
        }

        _isRead = true;
        return null;
    }

    [LoggerMessage(EventId = 6301, Level = LogLevel.Error, Message = "Ended requests could not be kept.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
