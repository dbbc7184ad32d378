namespace Pensieve.Harness.Runs.Events;

/// <summary>What the generator saw since the tick before; at most four in a second. Counts are of that interval, not sums.</summary>
/// <param name="Seconds">Length of the interval.</param>
/// <param name="Asked">Requests that the schedule wanted sent.</param>
/// <param name="Sent">Requests sent.</param>
/// <param name="Completed">Requests that ended well.</param>
/// <param name="Shed">Refused with 429 or 503.</param>
/// <param name="Failed">Ended badly, by kind: "timeout", "reset", "http_500", "truncated".</param>
/// <param name="InFlight">Requests under way at its end.</param>
/// <param name="OutputTokens">Tokens that came.</param>
/// <param name="Ttft">First tokens of the interval, in milliseconds; null = none.</param>
/// <param name="Itl">Gaps between payload frames of the interval, in milliseconds; null = none.</param>
/// <param name="LagMs">Worst lag of the generator behind its schedule.</param>
/// <param name="Cancelled">Closed by the client on purpose: neither an answer nor a failure.</param>
public sealed record LoadTick(
    double Seconds,
    int Asked,
    int Sent,
    int Completed,
    int Shed,
    IReadOnlyDictionary<string, int> Failed,
    int InFlight,
    long OutputTokens,
    Spread? Ttft,
    Spread? Itl,
    double LagMs,
    int Cancelled = 0) : RunEvent;

/// <summary>Percentiles of the interval's samples, nearest rank; for live charts, never for verdicts.</summary>
public sealed record Spread(int N, double P50, double P95, double P99, double Max);
