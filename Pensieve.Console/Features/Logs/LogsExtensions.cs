namespace Pensieve.Console.Features.Logs;

/// <summary>Registers and maps the feature.</summary>
public static class LogsExtensions
{
    /// <summary>The ring, which takes its own choice of entries whatever the terminal shows.</summary>
    public static ILoggingBuilder AddLogRing(this ILoggingBuilder logging)
    {
        var ring = new LogRing();
        logging.Services.AddSingleton(ring);
        logging.Services.AddSingleton<ILoggerProvider, LogRingProvider>();
        return logging.AddFilter<LogRingProvider>((category, level) => ring.Keeps(category, level));
    }

    /// <summary>Its route.</summary>
    public static void MapLogs(this IEndpointRouteBuilder routes) => LogEndpoints.Map(routes);
}
