using Pensieve.Console.Features.Models.Keeping;
using Pensieve.Engine;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Features.Models;

/// <summary>A load under way.</summary>
/// <param name="Model">Id that the model will have.</param>
/// <param name="Options">How.</param>
/// <param name="StartedAt">Since when.</param>
public sealed record RunningLoad(string Model, ModelLoadOptions Options, DateTimeOffset StartedAt);

/// <summary>
/// Every load of a model goes through here, whoever asks, and ends in the log. A load belongs to the server, not to the tab or
/// the request that asked for it. Thread-safe.
/// </summary>
public sealed partial class ModelLoader(IEngine engine, ModelRepository repository, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ModelLoader> logger)
{
    private readonly Lock _lock = new();
    private RunningLoad[] _running = [];

    /// <summary>Raised when a load begins or ends, or a model was unloaded; handlers must only signal.</summary>
    public event Action? Changed;

    /// <summary>Loads under way.</summary>
    public IReadOnlyList<RunningLoad> Running => Volatile.Read(ref _running);

    /// <summary>Begins a load and does not wait for it.</summary>
    public void Start(ModelLoadOptions options, string source) => _ = RunAsync(options, source);

    /// <summary>Loads and logs.</summary>
    public async Task<LoadOutcome> LoadAsync(ModelLoadOptions options, string source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var load = new RunningLoad(options.Id ?? Path.GetFileNameWithoutExtension(options.Path), options, time.GetUtcNow());
        var began = time.GetTimestamp();
        Note([.. Running, load]);
        string? failure = "It was interrupted.";
        try
        {
            var outcome = await engine.LoadAsync(options, cancellationToken);
            failure = outcome.Failure;
            return outcome;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = e.Message;
            throw;
        }
        finally
        {
            await repository.AddLoadAsync(new LoadRow
            {
                StartedAt = load.StartedAt.ToUnixTimeMilliseconds(), Model = load.Model, Path = options.Path, Source = source, Failure = failure,
                Options = SavedLoadOptions.Of(options, new ModelLoadOptions { Path = options.Path, Device = options.Device is "auto" ? "auto" : null }).Describe(),
                Seconds = time.GetElapsedTime(began).TotalSeconds,
            }, CancellationToken.None);
            Note([.. Running.Where(r => r != load)]);
        }
    }

    /// <summary>Unloads a model after its running requests have ended or the drain time has passed; false = not loaded.</summary>
    public async Task<bool> UnloadAsync(string id)
    {
        var done = await engine.UnloadAsync(id, lifetime.ApplicationStopping);
        Changed?.Invoke();
        return done;
    }

    private async Task RunAsync(ModelLoadOptions options, string source)
    {
        try
        {
            await LoadAsync(options, source, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        catch (Exception e)
        {
            // Nobody waits for it: the reason is in the log of loads, its origin in that of the server.
            LogFailed(logger, e, options.Path);
        }
    }

    private void Note(RunningLoad[] running)
    {
        lock (_lock) Volatile.Write(ref _running, running);
        Changed?.Invoke();
    }

    [LoggerMessage(EventId = 7101, Level = LogLevel.Error, Message = "Loading {Path} failed.")]
    private static partial void LogFailed(ILogger logger, Exception fault, string path);
}
