using Pensieve.Console.Features.Overview;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Alerts;

/// <summary>Looks at the live figures once a second, whoever looks, and keeps the alerts.</summary>
internal sealed partial class AlertService(
    LiveFeed feed, AlertFindings own, IEnumerable<IFindingSource> sources, IVerdictLimits limits, MuteRepository mutes, AlertHistory history, Webhook webhook, TimeProvider time, ILogger<AlertService> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private readonly AlertBook _book = new();
    private AlertView _view = AlertView.None;
    private bool _isRead;
    private bool _isRestored;

    /// <summary>The alerts now.</summary>
    public AlertView View => Volatile.Read(ref _view);

    /// <summary>Mutes a rule for a time, or, with null, lets it speak again.</summary>
    public async Task<StoreFailure?> MuteAsync(string rule, TimeSpan? span, AccessIdentity who, CancellationToken cancellationToken)
    {
        DateTimeOffset? until = span is null ? null : time.GetUtcNow() + span.Value;
        if (await mutes.SetAsync(rule, until, who.Name, cancellationToken) is { } failure) return failure;
        await ReadMutesAsync(cancellationToken);
        return null;
    }

    /// <summary>One look.</summary>
    internal void Step()
    {
        var frame = feed.Current;
        var findings = Verdict.Findings(frame, limits.Current, sources.SelectMany(s => s.Find())).Where(f => f.Severity >= Severity.Warning).Concat(own.Find(frame));
        var (began, ended) = _book.Advance(time.GetUtcNow(), findings);
        Volatile.Write(ref _view, View with { Active = _book.Active, Ended = _book.Ended });
        foreach (var alert in began)
        {
            LogBegan(logger, alert.Rule, alert.Title);
            history.Note(alert);
            if (!View.IsMute(alert.Rule, time.GetUtcNow())) webhook.Post("began", alert);
        }

        foreach (var alert in ended)
        {
            LogEnded(logger, alert.Rule);
            history.Note(alert);
            if (!View.IsMute(alert.Rule, time.GetUtcNow())) webhook.Post("ended", alert);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    if (!_isRead) await ReadMutesAsync(stoppingToken);
                    if (!_isRestored) await RestoreAsync(stoppingToken);
                    Step();
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    // A bug here must not end the server.
                    LogFailed(logger, fault);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Takes over the alerts of before the start, if the database tells them.</summary>
    internal async Task RestoreAsync(CancellationToken cancellationToken)
    {
        if (await history.ReadAsync(cancellationToken) is not { } older) return;
        _isRestored = true;
        _book.Restore(older);
    }

    private async Task ReadMutesAsync(CancellationToken cancellationToken)
    {
        var outcome = await mutes.ReadAsync(cancellationToken);
        if (outcome.Value is not { } read) return;
        _isRead = true;
        Volatile.Write(ref _view, View with { Mutes = read });
    }

    [LoggerMessage(EventId = 6201, Level = LogLevel.Warning, Message = "Alert {Rule}: {Title}")]
    private static partial void LogBegan(ILogger logger, string rule, string title);

    [LoggerMessage(EventId = 6202, Level = LogLevel.Information, Message = "Alert {Rule} is over")]
    private static partial void LogEnded(ILogger logger, string rule);

    [LoggerMessage(EventId = 6203, Level = LogLevel.Error, Message = "Alerts could not be looked for")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
