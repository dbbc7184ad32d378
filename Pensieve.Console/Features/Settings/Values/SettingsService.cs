using Pensieve.Console.Features.Logs;
using Pensieve.Console.Features.Requests;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>Reads the settings before the first request, and later if the database was away; switches what is no option.</summary>
internal sealed class SettingsService(RuntimeSettings settings, LogRing ring, RequestBodies bodies, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        settings.Changed += Apply;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        try
        {
            await settings.LoadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A database that does not answer keeps nobody from being served.
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        settings.Changed -= Apply;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!settings.IsLoaded && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(s_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested) await settings.LoadAsync(stoppingToken);
        }
    }

    private void Apply()
    {
        ring.Level = LogFilter.LevelOf(settings.Current[SettingTable.LogLevelName]) ?? LogLevel.Debug;
        bodies.Switch(settings.IsOn(SettingTable.KeepBodies));
    }
}
