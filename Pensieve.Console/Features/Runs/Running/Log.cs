namespace Pensieve.Console.Features.Runs.Running;

/// <summary>Messages of runs, ids 8000 to 8099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 8001, Level = LogLevel.Information, Message = "Run {Run} started: {Suites}, profile {Profile}, by {Who}")]
    public static partial void Started(ILogger logger, string run, string suites, string profile, string who);

    [LoggerMessage(EventId = 8002, Level = LogLevel.Information, Message = "Run {Run} is asked to stop")]
    public static partial void Cancelling(ILogger logger, string run);

    [LoggerMessage(EventId = 8003, Level = LogLevel.Information, Message = "Run {Run} ended: {State}, status {Exit}")]
    public static partial void Ended(ILogger logger, string run, string state, int exit);

    [LoggerMessage(EventId = 8004, Level = LogLevel.Warning, Message = "Run {Run} was interrupted when the server ended")]
    public static partial void Recovered(ILogger logger, string run);

    [LoggerMessage(EventId = 8005, Level = LogLevel.Information, Message = "Run {Run} is let go: more are kept than Runs:Keep and Runs:KeepBytes allow")]
    public static partial void Trimmed(ILogger logger, string run);
}
