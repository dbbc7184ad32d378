using Pensieve.Harness.Load;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Measuring;

/// <summary>Whether a server fell behind for good: both the requests in flight and TTFT rise for certain over the window.</summary>
public static class Collapse
{
    private const int Points = 40;
    private const int FewestRequests = 20;

    /// <summary>Judges a load; with fewer than 20 requests it is never called a collapse.</summary>
    public static bool Of(LoadResult load)
    {
        var (from, to) = load.Window;
        var arrived = load.Requests.Where(r => r.Sched >= from && r.Sched < to && r.TtftMs is not null).ToArray();
        if (arrived.Length < FewestRequests) return false;
        var ttft = Trend.LeastSquares([.. arrived.Select(r => (r.Sched - from) * RunClock.SecondsPerTick)], [.. arrived.Select(r => r.TtftMs!.Value)]);
        double[] at = [.. Enumerable.Range(0, Points).Select(i => (i + 0.5) / Points * (to - from) * RunClock.SecondsPerTick)];
        double[] inFlight = [.. at.Select(seconds => (double)load.Requests.Count(r => Under(r, from + (long)(seconds / RunClock.SecondsPerTick))))];
        return ttft.Rises && Trend.LeastSquares(at, inFlight).Rises;

        static bool Under(Load.Wire.GenerationResult request, long tick) => request.Sched <= tick && request.Term > tick;
    }
}
