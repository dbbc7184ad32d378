using Pensieve.Console.Live;

namespace Pensieve.Console.Features.Requests;

/// <summary>Requests that were turned away for the same reason at the same route.</summary>
/// <param name="Last">The newest of them.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Callers">Who they came from, the newest first: names of keys and people, or addresses.</param>
public sealed record TurnedAwayGroup(TurnedAwayRequest Last, int Count, IReadOnlyList<string> Callers)
{
    /// <summary>"ci", "ci and 2 more".</summary>
    public string From => Callers.Count == 1 ? Callers[0] : $"{Callers[0]} and {Callers.Count - 1} more";

    /// <summary>Groups of what fits, that with the newest request first.</summary>
    /// <param name="requests">Newest first.</param>
    /// <param name="begin">Answered at this moment or later.</param>
    /// <param name="end">Answered at this moment or before.</param>
    /// <param name="text">Part of the id, the path or what the client was told; null or empty = any.</param>
    public static IReadOnlyList<TurnedAwayGroup> Of(IEnumerable<TurnedAwayRequest> requests, DateTimeOffset begin, DateTimeOffset end, string? text) =>
    [
        .. from request in requests
           where request.Time >= begin && request.Time <= end && Matches(request, text?.Trim())
           group request by (request.Method, request.Path, request.Status, request.Message) into alike
           select new TurnedAwayGroup(alike.First(), alike.Count(), [.. alike.Select(r => r.Caller ?? r.Address ?? "unknown").Distinct()]),
    ];

    /// <summary>"12 × 404, 2 × 401": how often which status, the most frequent first.</summary>
    public static string Statuses(IEnumerable<TurnedAwayGroup> groups) => string.Join(", ", groups
        .GroupBy(g => g.Last.Status).Select(s => (Status: s.Key, Count: s.Sum(g => g.Count)))
        .OrderByDescending(s => s.Count).ThenBy(s => s.Status).Select(s => $"{s.Count} × {s.Status}"));

    private static bool Matches(TurnedAwayRequest request, string? text) =>
        string.IsNullOrEmpty(text)
        || request.Id.Contains(text, StringComparison.OrdinalIgnoreCase)
        || request.Path.Contains(text, StringComparison.OrdinalIgnoreCase)
        || request.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
