namespace Pensieve.Console.Features.Logs;

/// <summary>Writes the log into a <see cref="LogRing"/>. Costs a formatted string per entry kept, nothing for others.</summary>
[ProviderAlias("Ring")]
internal sealed class LogRingProvider(LogRing ring, TimeProvider time) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new RingLogger(ring, time, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class RingLogger(LogRing ring, TimeProvider time, string category) : ILogger
    {
        // A generation's place in the messages of the engine.
        private const string RequestKey = "Request";

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => ring.Keeps(category, logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            ring.Add(
                time.GetUtcNow(), logLevel, category, eventId.Id, Cut(formatter(state, exception), LogRing.MessageLimit),
                exception is null ? null : Cut(exception.ToString(), LogRing.ExceptionLimit), RequestOf(state));
        }

        private static string? RequestOf<TState>(TState state)
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> values) return null;
            for (var i = 0; i < values.Count; i++)
                if (values[i].Key == RequestKey) return values[i].Value as string;
            return null;
        }

        private static string Cut(string text, int limit) => text.Length > limit ? string.Concat(text.AsSpan(0, limit), " …") : text;
    }
}
