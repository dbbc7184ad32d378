using System.Threading.Channels;
using Pensieve.Console.Features.Settings.Values;
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

    private const int Batch = 512;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Channel<RequestRecord> _waiting;
    private readonly RecentRequests _recent;
    private readonly RequestRepository _repository;
    private readonly RuntimeSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestHistory> _logger;
    private readonly List<RequestRecord> _batch = [];
    private bool _isRead;
    private long _dropped;
    private long _keptAtLast;

    public RequestHistory(RecentRequests recent, RequestRepository repository, RuntimeSettings settings, TimeProvider time, ILogger<RequestHistory> logger)
    {
        (_recent, _repository, _settings, _time, _logger) = (recent, repository, settings, time, logger);
        _waiting = Channel.CreateBounded<RequestRecord>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Requests that are in memory only, since the database was away or too slow.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Listen();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _recent.Added -= OnEnded;
        base.Dispose();
    }

    /// <summary>Takes what ends from now on.</summary>
    internal void Listen() => _recent.Added += OnEnded;

    /// <summary>One look: reads what was kept, if that is not done, and writes what waits.</summary>
    /// <returns>False = the database did not take it.</returns>
    internal async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!_isRead && !await ReadAsync(cancellationToken)) return false;
        var kept = _settings.Number(SettingTable.RequestsKept);

        // Without a request too: fewer to keep means that the others go now.
        if (kept < _keptAtLast && await _repository.AddAsync([], kept, cancellationToken) is not null) return false;
        _keptAtLast = kept;
        while (true)
        {
            while (_batch.Count < Batch && _waiting.Reader.TryRead(out var record)) _batch.Add(record);
            if (_batch.Count == 0) return true;
            if (kept > 0 && await _repository.AddAsync(_batch, kept, cancellationToken) is not null) return false;
            _batch.Clear();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true) await Task.Delay(await TryStepAsync(stoppingToken) ? s_interval : s_patience, _time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What came last, within the time that the host gives.
            await TryStepAsync(CancellationToken.None);
        }
    }

    private void OnEnded(RequestRecord record) => _waiting.Writer.TryWrite(record);

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var kept = _settings.Number(SettingTable.RequestsKept);
        _keptAtLast = long.MaxValue;
        if (kept > 0)
        {
            var outcome = await _repository.LatestAsync((int)Math.Min(kept, _recent.Capacity), cancellationToken);
            if (outcome.Value is not { } records) return false;
            _recent.Restore(records);
        }

        _isRead = true;
        return true;
    }

    // A bug here must not end the server.
    private async Task<bool> TryStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(_logger, fault);
            return false;
        }
    }

    [LoggerMessage(EventId = 6301, Level = LogLevel.Error, Message = "Ended requests could not be kept.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
