using System.Globalization;

namespace Pensieve.Tests.E2E.Cost;

/// <summary>How much the machine does for others: figures taken beside foreign work say less.</summary>
internal static class Machine
{
    /// <summary>Cores in use above which figures are called noisy.</summary>
    public const double Quiet = 0.25;

    private const double TicksPerSecond = 100;

    /// <summary>Cores in use, on average over a while in which nothing of ours runs.</summary>
    public static async Task<double> BusyCoresAsync(TimeSpan span)
    {
        var before = BusyTicks();
        await Task.Delay(span);
        return (BusyTicks() - before) / TicksPerSecond / span.TotalSeconds;
    }

    // user, nice, system, irq, softirq and steal; not idle and iowait.
    private static double BusyTicks()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return fields[0] + fields[1] + fields[2] + fields[5] + fields[6] + fields[7];
    }
}
