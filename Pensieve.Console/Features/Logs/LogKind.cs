namespace Pensieve.Console.Features.Logs;

/// <summary>Entries that are kept apart, so that the many do not push out the few.</summary>
public enum LogKind
{
    /// <summary>Trace and debug: several for each request.</summary>
    Details,

    /// <summary>Information.</summary>
    Information,

    /// <summary>Warning, error and critical.</summary>
    Warnings,
}
