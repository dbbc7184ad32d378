using Microsoft.Extensions.Logging.Console;
using Pensieve.Console.Features.Logs;

namespace Pensieve.Console.Hosting;

/// <summary>The console log.</summary>
internal static class LoggingExtensions
{
    /// <summary>Readable lines; the framework speaks only when something is wrong, unless configuration says otherwise.</summary>
    public static ILoggingBuilder AddPensieveConsole(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddLogRing();
        logging.AddConsole(options => options.FormatterName = LineFormatter.FormatterName);
        return logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
    }
}
