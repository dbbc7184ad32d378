using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports;

/// <summary>Latencies of one request in milliseconds, all from its scheduled send.</summary>
public static class RequestTimes
{
    /// <summary>Client queue: send − sched.</summary>
    public static double WaitMs(this RequestSample r) => (r.Send - r.Sched) * 1000;

    /// <summary>TTFT: first − sched; null = no token came.</summary>
    public static double? TtftMs(this RequestSample r) => r.First is { } first ? (first - r.Sched) * 1000 : null;

    /// <summary>E2E: term − sched.</summary>
    public static double E2eMs(this RequestSample r) => (r.Term - r.Sched) * 1000;

    /// <summary>TPOT: (last − first) / (N − n₁); null = one frame tells no rate.</summary>
    public static double? TpotMs(this RequestSample r) =>
        r.First is { } first && r.Last is { } last && r.OutputTokens > r.FirstTokens ? (last - first) * 1000 / (r.OutputTokens - r.FirstTokens) : null;

    /// <summary>Whether its client left on purpose: neither success nor failure of the server.</summary>
    public static bool IsCancelled(this RequestSample r) => r.Outcome == "cancelled";

    /// <summary>Whether it ended well.</summary>
    public static bool IsOk(this RequestSample r) => r.Outcome == "ok";
}
