using System.Diagnostics;

namespace Pensieve.Engine.Requests;

/// <summary>
/// The one clock of request phases: monotonic nanoseconds. App and worker share it, since both read the machine's
/// monotonic counter, so their stamps subtract.
/// </summary>
public static class EngineClock
{
    private static readonly double s_nsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>Nanoseconds since an arbitrary fixed point.</summary>
    public static long NowNs => Stopwatch.Frequency == 1_000_000_000 ? Stopwatch.GetTimestamp() : (long)(Stopwatch.GetTimestamp() * s_nsPerTick);
}
