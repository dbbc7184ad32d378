namespace Pensieve.Console.Features.Logs;

/// <summary>One entry of the log.</summary>
/// <param name="Sequence">1 for the first entry of the process, then one more each.</param>
/// <param name="Time">When, wall clock.</param>
/// <param name="Level">How grave.</param>
/// <param name="Category">Full name of the class that wrote it.</param>
/// <param name="EventId">Number of the kind of message; 0 = none.</param>
/// <param name="Message">The sentence; cut to <see cref="LogRing.MessageLimit"/> characters.</param>
/// <param name="Exception">Exception with its stack, cut to <see cref="LogRing.ExceptionLimit"/> characters; null = none.</param>
/// <param name="RequestId">The request it is about; null = none.</param>
public sealed record LogLine(long Sequence, DateTimeOffset Time, LogLevel Level, string Category, int EventId, string Message, string? Exception, string? RequestId)
{
    /// <summary>Last part of the category.</summary>
    public string Source => Category[(Category.LastIndexOf('.') + 1)..];
}
