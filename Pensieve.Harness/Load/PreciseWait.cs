using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pensieve.Harness.Load;

/// <summary>Waits for a tick of the clock far more precisely than timers: it sleeps through most of the time and spins the rest.</summary>
public static partial class PreciseWait
{
    /// <summary>What is spun; a sleep of the kernel's ends within about so much.</summary>
    private static readonly long s_spin = (long)(Stopwatch.Frequency * 120e-6);

    /// <summary>Blocks the thread until the tick, or until a stop is asked for, which is seen within 20 ms.</summary>
    /// <param name="tick">Stopwatch tick.</param>
    /// <param name="spin">False = no spinning: later by up to 0.1 ms, and no core is taken.</param>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>False = the stop came first.</returns>
    public static bool Until(long tick, bool spin, CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = tick - Stopwatch.GetTimestamp();
            if (cancellationToken.IsCancellationRequested) return false;
            if (left <= 0) return true;
            if (left > s_spin || !spin) Sleep(Math.Min((left - (spin ? s_spin : 0)) * 1e9 / Stopwatch.Frequency, 20e6));
            else Thread.SpinWait(20);
        }
    }

    private static void Sleep(double nanoseconds)
    {
        if (nanoseconds < 1000) return;
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(nanoseconds > 1.5e6 ? 1 : 0);
            return;
        }

        var time = new TimeSpec { Nanoseconds = (nint)nanoseconds };
        _ = nanosleep(time, IntPtr.Zero);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int nanosleep(in TimeSpec time, IntPtr remaining);
}
