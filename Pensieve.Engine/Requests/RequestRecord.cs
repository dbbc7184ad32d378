namespace Pensieve.Engine.Requests;

/// <summary>A request that ended: the one record that pages, API and metrics read. Holds no prompt and no output.</summary>
/// <param name="Id">Request id.</param>
/// <param name="Model">Model id.</param>
/// <param name="Source">API route that asked.</param>
/// <param name="Streaming">True if the client read a stream.</param>
/// <param name="EndedAt">Wall-clock time of its end.</param>
/// <param name="Result">How it ended, with counts and phases.</param>
public sealed record RequestRecord(string Id, string Model, string Source, bool Streaming, DateTimeOffset EndedAt, GenerationResult Result)
{
    /// <summary>What was asked for, the prompt apart; null = not known.</summary>
    public RequestParameters? Parameters { get; init; }

    /// <summary>It ended before this start of the server, and was read from where it was kept.</summary>
    public bool IsRestored { get; init; }

    /// <summary>Milliseconds waited for a slot; null = none was assigned.</summary>
    public double? QueueMs => Span(Result.Phases.Submitted, Result.Phases.SlotAssigned);

    /// <summary>Milliseconds from receipt to the first token; null = none was sampled.</summary>
    public double? TtftMs => Span(Result.Phases.Received, Result.Phases.FirstToken);

    /// <summary>Milliseconds from receipt to the end.</summary>
    public double TotalMs => Span(Result.Phases.Received, Result.Phases.Ended) ?? 0;

    /// <summary>Milliseconds per output token after the first; null below two tokens.</summary>
    public double? TpotMs => Result.Usage.OutputTokens > 1
        ? Span(Result.Phases.FirstToken, Result.Phases.LastToken) / (Result.Usage.OutputTokens - 1)
        : null;

    private static double? Span(long from, long to) => from > 0 && to >= from ? (to - from) / 1e6 : null;
}
