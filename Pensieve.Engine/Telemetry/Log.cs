using Microsoft.Extensions.Logging;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Telemetry;

/// <summary>Log messages of the engine's host side.</summary>
internal static partial class Log
{
    [LoggerMessage(EventIds.WorkerStarted, LogLevel.Debug, "{Model}: worker started ({Isolation}, pid {Pid})")]
    public static partial void WorkerStarted(this ILogger logger, string model, string isolation, int? pid);

    [LoggerMessage(EventIds.WorkerLost, LogLevel.Error, "{Model}: the engine worker was lost ({How}); {InFlight} requests in flight end with an error")]
    public static partial void WorkerLost(this ILogger logger, string model, string how, int inFlight);

    [LoggerMessage(EventIds.WorkerRestarting, LogLevel.Warning, "{Model}: starting the engine worker again in {DelayMs} ms")]
    public static partial void WorkerRestarting(this ILogger logger, string model, double delayMs);

    [LoggerMessage(EventIds.WorkerGivenUp, LogLevel.Critical, "{Model}: {Reason}")]
    public static partial void WorkerGivenUp(this ILogger logger, string model, string reason);

    [LoggerMessage(EventIds.WorkerHung, LogLevel.Error, "{Model}: the engine worker hangs ({How}) and is killed")]
    public static partial void WorkerHung(this ILogger logger, string model, string how);

    [LoggerMessage(EventIds.IsolationDegraded, LogLevel.Warning, "No worker process could be started; the engine runs inside the app: {Why}")]
    public static partial void IsolationDegraded(this ILogger logger, string why);

    [LoggerMessage(EventIds.ModelLoading, LogLevel.Information, "Loading {Model} from {Path}")]
    public static partial void ModelLoading(this ILogger logger, string model, string path);

    [LoggerMessage(EventIds.ModelPlanned, LogLevel.Information, "{Model}: {Sentence}")]
    public static partial void ModelPlanned(this ILogger logger, string model, string sentence);

    [LoggerMessage(EventIds.ModelLoaded, LogLevel.Information, "{Model} is ready on {Device} after {Seconds:F2} s: {Slots} slots, {Context} tokens of context")]
    public static partial void ModelLoaded(this ILogger logger, string model, string device, double seconds, int slots, int context);

    [LoggerMessage(EventIds.ModelLoadFailed, LogLevel.Error, "{Model} could not be loaded: {Why}")]
    public static partial void ModelLoadFailed(this ILogger logger, string model, string why);

    [LoggerMessage(EventIds.ModelUnloaded, LogLevel.Information, "{Model} is unloaded")]
    public static partial void ModelUnloaded(this ILogger logger, string model);

    [LoggerMessage(EventIds.TemplateFinding, LogLevel.Warning, "Chat template of {Model}: {Message} ({Code})")]
    public static partial void TemplateFinding(this ILogger logger, string model, string code, string message);

    [LoggerMessage(EventId = EventIds.NativeLine, Message = "{Line}")]
    public static partial void NativeLine(this ILogger logger, LogLevel level, string line);

    [LoggerMessage(EventIds.RequestEnded, LogLevel.Debug, "{Request} {Source} on {Model}: {Reason}, {Prompt}+{Output} tokens, {TotalMs:F0} ms")]
    public static partial void RequestEnded(this ILogger logger, string request, string source, string model, FinishReason reason, int prompt, int output, double totalMs);

    [LoggerMessage(EventIds.RequestRefused, LogLevel.Debug, "{Request} on {Model} refused: {Kind}")]
    public static partial void RequestRefused(this ILogger logger, string request, string model, FailureKind kind);
}
