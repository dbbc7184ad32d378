using Pensieve.Console.Shared;

namespace Pensieve.Console.Features.Logs;

/// <summary>Levels as people see them.</summary>
internal static class LogLevels
{
    /// <summary>Name.</summary>
    public static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "Trace",
        LogLevel.Debug => "Debug",
        LogLevel.Information => "Info",
        LogLevel.Warning => "Warning",
        LogLevel.Error => "Error",
        _ => "Critical",
    };

    /// <summary>Sign.</summary>
    public static IconName Icon(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => IconName.Circle,
        LogLevel.Information => IconName.Info,
        LogLevel.Warning => IconName.Warning,
        _ => IconName.Cross,
    };

    /// <summary>Class of its colour.</summary>
    public static string Tone(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "quiet",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "bad",
    };
}
