using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Alerts;

/// <summary>
/// Keeps alerts over restarts without making those wait who find them: at most <see cref="Capacity"/> changes wait for the database,
/// then the oldest are dropped and counted.
/// </summary>
internal sealed partial class AlertHistory : BackgroundService
{
    /// <summary>Most changes that wait to be written.</summary>
    public const int Capacity = 256;

    private static readonly BacklogLimits s_limits = new(Capacity, Batch: 1, Patience: TimeSpan.FromSeconds(5));
    private readonly StoreBacklog<Alert> _backlog;
    private readonly AlertRepository _repository;
    private readonly RuntimeSettings _settings;

    public AlertHistory(AlertRepository repository, RuntimeSettings settings, TimeProvider time, ILogger<AlertHistory> logger)
    {
        (_repository, _settings) = (repository, settings);
        _backlog = new StoreBacklog<Alert>(s_limits, (alerts, stop) => repository.SetAsync(alerts[0], Kept, stop), fault => LogFailed(logger, fault), time);
    }

    /// <summary>Begins and ends that are in memory and in the log only.</summary>
    public long Dropped => _backlog.Dropped;

    private long Kept => _settings.Number(SettingTable.AlertsKept);

    /// <summary>An alert began or ended.</summary>
    public void Note(Alert alert) => _backlog.Add(alert);

    /// <summary>Alerts of before the start, oldest first; null = the database does not tell now.</summary>
    public async Task<IReadOnlyList<Alert>?> ReadAsync(CancellationToken cancellationToken) =>
        Kept == 0 ? [] : (await _repository.LatestAsync((int)Kept, cancellationToken)).Value;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _backlog.RunAsync(stoppingToken);

    [LoggerMessage(EventId = 6205, Level = LogLevel.Error, Message = "An alert could not be kept")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
