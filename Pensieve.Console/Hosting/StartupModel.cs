using Pensieve.Console.Features.Models;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Engine;

namespace Pensieve.Console.Hosting;

/// <summary>
/// Loads the first model in the background: the console is up and shows the progress meanwhile. A load that fails leaves the
/// server running without a model, so that another one can be chosen.
/// </summary>
internal sealed partial class StartupModel(
    PensieveOptions options, ILogger<StartupModel> logger, IEngine? engine = null, ModelSettings? settings = null, ModelLoader? loader = null, RuntimeSettings? runtime = null)
    : BackgroundService
{
    private readonly TaskCompletionSource<LoadOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the load has ended; cancelled where the server stopped before that.</summary>
    public Task<LoadOutcome> Completion => _done.Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            _done.TrySetResult(await LoadAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(stoppingToken);
        }
        catch (Exception e)
        {
            // Native failure: the server stays up, the reason goes to whoever waits, and to the log.
            LogFailed(logger, e.Message);
            _done.TrySetResult(new LoadOutcome(null, e.Message));
        }
    }

    private async Task<LoadOutcome> LoadAsync(CancellationToken cancellationToken)
    {
        // Aliases too are wanted before the first request can be served.
        if (settings is not null) await settings.ReadAsync(cancellationToken);
        if (engine is null)
        {
            return new LoadOutcome(null, "This build has no engine.");
        }

        if (options.FindModel() is not { } path)
        {
            return new LoadOutcome(null, $"No .gguf file in {Path.GetFullPath(options.Models)}: put one there, name one with --model, or make one with: pensieve synth 60M");
        }

        var asked = options.LoadOptions(Path.GetFullPath(path));
        if (runtime is not null) asked = asked with { QueueCapacity = (int)runtime.Number(SettingTable.Queue) };
        var load = settings?.DefaultsFor(asked.Path)?.UnderSettings(asked, new PensieveOptions().LoadOptions(asked.Path)) ?? asked;
        return loader is null ? await engine.LoadAsync(load, cancellationToken) : await loader.LoadAsync(load, "start", cancellationToken);
    }

    [LoggerMessage(EventId = 7002, Level = LogLevel.Error, Message = "The model was not loaded: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
