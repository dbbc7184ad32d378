using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Pensieve.Console.Hosting;

/// <summary>One line per entry: "12:34:56 info Kestrel  message". Exceptions follow, indented. The time is local.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name in the logging options.</summary>
    public const string FormatterName = "line";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // The command that could not listen says so in a line of its own, without a stack.
        if (logEntry.Category.StartsWith("Microsoft.", StringComparison.Ordinal) && ListenFailure.Is(logEntry.Exception)) return;
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss ", null));
        textWriter.Write(logEntry.LogLevel switch
        {
            LogLevel.Trace => "trace ",
            LogLevel.Debug => "debug ",
            LogLevel.Information => "info  ",
            LogLevel.Warning => "warn  ",
            LogLevel.Error => "error ",
            _ => "fatal ",
        });
        textWriter.Write(logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1));
        textWriter.Write("  ");

        // A message from outside must not be able to forge a second entry.
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine(message.ReplaceLineEndings("⏎"));
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine("    " + exception.ToString().ReplaceLineEndings(Environment.NewLine + "    "));
        }
    }
}
