using Pensieve.Console.Features.Overview;

namespace Pensieve.Console.Features.Alerts;

/// <summary>Something that needs a look, from its begin to its end.</summary>
/// <param name="Id">Number since the start, no other alert's.</param>
/// <param name="Rule">The rule that found it: "memory".</param>
/// <param name="Severity">The worst it was.</param>
/// <param name="Title">What is so, in a sentence.</param>
/// <param name="Reason">Why; null = unknown.</param>
/// <param name="NextStep">What to do; null = nothing.</param>
/// <param name="Href">Page of the cause, below the base.</param>
/// <param name="RaisedAt">When it began.</param>
/// <param name="ClearAt">Since when it does not hold any more; null = it holds.</param>
/// <param name="EndedAt">When it ended; null = it has not, or the server went away before it did.</param>
public sealed record Alert(
    long Id, string Rule, Severity Severity, string Title, string? Reason, string? NextStep, string Href, DateTimeOffset RaisedAt, DateTimeOffset? ClearAt, DateTimeOffset? EndedAt);
