using System.Threading.Channels;
using Pensieve.Console.Features.Settings.Values;

namespace Pensieve.Console.Features.Alerts;

/// <summary>
/// Keeps alerts over restarts without making those wait who find them: at most <see cref="Capacity"/> changes wait for the database,
/// then the oldest are dropped and counted.
/// </summary>
internal sealed partial class AlertHistory : BackgroundService
{
    /// <summary>Most changes that wait to be written.</summary>
    public const int Capacity = 256;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly Channel<Alert> _waiting;
    private readonly AlertRepository _repository;
    private readonly RuntimeSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<AlertHistory> _logger;
    private long _dropped;

    public AlertHistory(AlertRepository repository, RuntimeSettings settings, TimeProvider time, ILogger<AlertHistory> logger)
    {
        (_repository, _settings, _time, _logger) = (repository, settings, time, logger);
        _waiting = Channel.CreateBounded<Alert>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Begins and ends that are in memory and in the log only.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    private long Kept => _settings.Number(SettingTable.AlertsKept);

    /// <summary>An alert began or ended.</summary>
    public void Note(Alert alert) => _waiting.Writer.TryWrite(alert);

    /// <summary>Alerts of before the start, oldest first; null = the database does not tell now.</summary>
    public async Task<IReadOnlyList<Alert>?> ReadAsync(CancellationToken cancellationToken) =>
        Kept == 0 ? [] : (await _repository.LatestAsync((int)Kept, cancellationToken)).Value;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                while (_waiting.Reader.TryRead(out var alert))
                    while (!await TryWriteAsync(alert, stoppingToken)) await Task.Delay(s_patience, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What came last, within the time that the host gives.
            while (_waiting.Reader.TryRead(out var alert) && await TryWriteAsync(alert, CancellationToken.None))
            {
            }
        }
    }

    // A bug here must not end the server.
    private async Task<bool> TryWriteAsync(Alert alert, CancellationToken cancellationToken)
    {
        try
        {
            return await _repository.SetAsync(alert, Kept, cancellationToken) is null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(_logger, fault);
            return true;
        }
    }

    [LoggerMessage(EventId = 6205, Level = LogLevel.Error, Message = "An alert could not be kept")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
