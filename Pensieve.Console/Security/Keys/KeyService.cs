namespace Pensieve.Console.Security.Keys;

/// <summary>Keeps the key ring and the database in step.</summary>
internal sealed partial class KeyService(KeyRing ring, TimeProvider time, ILogger<KeyService> logger) : BackgroundService
{
    /// <summary>How soon a change made by another process (the command line) is in force.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request: a key that was revoked yesterday must not be unknown today. A database that does not
        // answer keeps nobody from being served.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        try
        {
            await ring.RefreshAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ring.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await StepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    // A bug here must not end the server: the keys read last remain.
    private async Task StepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ring.FlushAsync(stoppingToken);
            await ring.RefreshAsync(stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(logger, fault);
        }
    }

    [LoggerMessage(EventId = 6020, Level = LogLevel.Error, Message = "Keys could not be read or their usage kept.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
