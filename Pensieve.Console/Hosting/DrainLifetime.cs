using System.Runtime.InteropServices;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Engine;

namespace Pensieve.Console.Hosting;

/// <summary>
/// Ends the server well: the first SIGINT or SIGTERM makes the engine take nothing new (readiness answers 503 from then on,
/// the listener stays open), lets running requests finish and their answers leave for the drain time, then stops the host. What
/// still runs then ends with an error that says so. A second signal ends the process at once.
/// </summary>
internal sealed partial class DrainLifetime(
    PensieveOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DrainLifetime> logger, IEngine? engine = null,
    RuntimeSettings? settings = null, OpenAnswers? answers = null)
    : IHostLifetime, IDisposable
{
    private const int FileTooLarge = 25; // SIGXFSZ
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _asked;

    /// <summary>What readers get after the drain time to take the end of their answers, which is an error by then.</summary>
    internal TimeSpan LastWords { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What a second signal does; tests replace it.</summary>
    internal Action<int> Exit { get; init; } = Environment.Exit;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Ask(context.Signal == PosixSignal.SIGINT ? 130 : 143);
            }));
        }

        // A file that may not grow, by a limit or on a full disk, costs what would be written and not the server.
        if (OperatingSystem.IsLinux()) _signals.Add(PosixSignalRegistration.Create((PosixSignal)FileTooLarge, static context => context.Cancel = true));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _signals.ForEach(s => s.Dispose());

    /// <summary>A wish to end: the first drains and stops, the second ends the process with <paramref name="exitCode"/>.</summary>
    internal Task Ask(int exitCode)
    {
        if (Interlocked.Increment(ref _asked) > 1)
        {
            LogForced(logger);
            Exit(exitCode);
            return Task.CompletedTask;
        }

        return Task.Run(DrainAsync);
    }

    private async Task DrainAsync()
    {
        var seconds = (int)(settings?.Number(SettingTable.Drain) ?? options.DrainSeconds);
        try
        {
            if (engine is not null && !lifetime.ApplicationStopping.IsCancellationRequested)
            {
                LogDraining(logger, seconds);
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
                await engine.DrainAsync(limit.Token);
                if (answers is not null) await answers.WhenNoneAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            LogCutOff(logger, seconds);
            await HearLastWordsAsync();
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task HearLastWordsAsync()
    {
        if (answers is null) return;
        using var limit = new CancellationTokenSource(LastWords, time);
        try
        {
            await answers.WhenNoneAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // A reader that takes nothing: its connection is closed with the host.
        }
    }

    [LoggerMessage(EventId = 7010, Level = LogLevel.Information, Message = "Stopping: running requests have {Seconds} s to finish; a second signal ends them now")]
    private static partial void LogDraining(ILogger logger, int seconds);

    [LoggerMessage(EventId = 7011, Level = LogLevel.Warning, Message = "Requests still running after {Seconds} s are cut off")]
    private static partial void LogCutOff(ILogger logger, int seconds);

    [LoggerMessage(EventId = 7012, Level = LogLevel.Warning, Message = "Second signal: ending at once")]
    private static partial void LogForced(ILogger logger);
}
