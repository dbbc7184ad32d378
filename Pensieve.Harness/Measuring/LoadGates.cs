using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Measuring;

/// <summary>
/// The gates that every load must pass to count. What a gate cannot judge (Little's law over a window of a few requests' length, a
/// schedule where users set the pace) is left out, never reported as passed.
/// </summary>
public static class LoadGates
{
    /// <summary>Least lag that is allowed whatever the target's speed, in milliseconds.</summary>
    public const double LagFloorMs = 2;

    /// <summary>Least share of the asked rate.</summary>
    public const double AchievedRate = 0.98;

    /// <summary>Most by which Little's law may be off.</summary>
    public const double Little = 0.05;

    private const int LittleRequests = 50;

    // Requests across the window's edges are off by at most twice their latency: beyond this many latencies that stays within the gate.
    private const int LittleLatencies = 40;

    /// <summary>The gates of a load.</summary>
    public static IEnumerable<GateResult> Of(LoadResult load)
    {
        // A warm-up is there to be uneven: what counts is what the figures are taken from.
        var window = load.Requests.Where(r => r.Sched >= load.Window.From && r.Sched < load.Window.To).ToArray();
        var sent = window.Where(r => r.Send > 0).ToArray();
        if (load.Plan.Shape != LoadShape.Closed && sent.Length > 0)
        {
            var lags = Sorted(sent.Select(r => RunClock.Milliseconds(r.Sched, r.Send)));
            var ttfts = Sorted(sent.Select(r => r.TtftMs).OfType<double>());
            var limit = ttfts.Length == 0 ? LagFloorMs : Math.Max(LagFloorMs, Percentiles.NearestRank(ttfts, 0.5) * 0.01);
            var lag = Percentiles.NearestRank(lags, 0.99);
            yield return new GateResult("schedule lag p99", lag <= limit, Round(lag), Round(limit), "ms");

            // Sent within the time they were asked for, the lag's limit included: what came later was not that rate.
            var last = window[^1].Sched;
            var inTime = sent.Count(r => RunClock.Milliseconds(last, r.Send) <= limit);
            var share = (double)inTime / window.Length;
            yield return new GateResult("achieved rate", share >= AchievedRate, Round(share), AchievedRate, "ratio");
        }

        if (LittleOf(load) is { } off) yield return new GateResult("Little's law", off <= Little, Round(off), Little, "ratio");
        if (TokensOf(load) is { } tokens) yield return tokens;
    }

    // |L − λW| / L: L from the time that requests spent in the window, λ and W from those that arrived in it.
    private static double? LittleOf(LoadResult load)
    {
        var (from, to) = load.Window;
        var stationary = load.Plan.Stages.Where(s => s.Steady).ToArray();
        if (to <= from || stationary.Any(s => s.From != s.To || s.From != stationary[0].From)) return null;
        double inside = 0, latency = 0;
        var arrived = 0;
        foreach (var request in load.Requests)
        {
            if (request.Send == 0) continue;
            inside += Math.Max(0, Math.Min(request.Term, to) - Math.Max(request.Send, from));
            if (request.Send < from || request.Send >= to) continue;
            arrived++;
            latency += request.Term - request.Send;
        }

        if (arrived < LittleRequests || latency / arrived * LittleLatencies > to - from || inside == 0) return null;
        return Math.Abs(inside - latency) / inside;
    }

    // Frames can only bundle tokens: more frames than tokens is a miscount on one of the sides.
    private static GateResult? TokensOf(LoadResult load)
    {
        var counted = load.Requests.Where(r => r.IsOk && r.OutputTokens >= 0 && r.FrameMicros.Length > 0).ToArray();
        var tokens = counted.Sum(r => (long)r.OutputTokens);
        if (counted.Length == 0 || tokens == 0) return null;
        var excess = Math.Max(0, counted.Sum(r => (long)r.FrameMicros.Length) - tokens) / (double)tokens;
        return new GateResult("token count", excess <= 0.02, Round(excess), 0.02, "ratio");
    }

    private static double[] Sorted(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted;
    }

    private static double Round(double value) => Math.Round(value, 4);
}
