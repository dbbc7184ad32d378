using System.Diagnostics;

namespace Pensieve.Harness.Runs;

/// <summary>The one monotonic clock of a run: Stopwatch ticks, shown as seconds since the run began.</summary>
public sealed class RunClock
{
    /// <summary>Seconds in one tick.</summary>
    public static readonly double SecondsPerTick = 1.0 / Stopwatch.Frequency;

    /// <summary>A clock that begins now.</summary>
    public RunClock(TimeProvider? time = null)
    {
        StartedAt = (time ?? TimeProvider.System).GetUtcNow();
        Start = Stopwatch.GetTimestamp();
    }

    /// <summary>Wall clock at second 0.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>The tick of second 0.</summary>
    public long Start { get; }

    /// <summary>Now, in ticks.</summary>
    public static long Ticks => Stopwatch.GetTimestamp();

    /// <summary>Now, in seconds since the run began.</summary>
    public double Now => Seconds(Ticks);

    /// <summary>A tick as seconds since the run began.</summary>
    public double Seconds(long ticks) => (ticks - Start) * SecondsPerTick;

    /// <summary>The tick of a second of the run.</summary>
    public long TickOf(double seconds) => Start + (long)(seconds * Stopwatch.Frequency);

    /// <summary>Milliseconds between two ticks.</summary>
    public static double Milliseconds(long from, long to) => (to - from) * SecondsPerTick * 1e3;
}
