using System.Diagnostics;
using System.Globalization;

namespace Pensieve.Harness.Measuring;

/// <summary>
/// How much of this machine other work than the test takes: a limit of time that is missed on a machine that others keep busy says
/// nothing about the target. Linux only; elsewhere, and for a target on another machine, nothing is known and nothing is excused.
/// </summary>
public sealed class ForeignLoad
{
    /// <summary>Share of the machine that others may take before a missed limit of time counts as a fault of the surroundings.</summary>
    public const double Limit = 0.25;

    private const double TicksPerSecond = 100;
    private readonly int[] _ours;
    private readonly (double Busy, double Ours)? _begin;
    private readonly long _from = Stopwatch.GetTimestamp();

    private ForeignLoad(int[] ours)
    {
        _ours = ours;
        _begin = Read();
    }

    /// <summary>Begins to watch; the target's processes and this one are none of the others.</summary>
    public static ForeignLoad Watch(IEnumerable<int> target) => new([Environment.ProcessId, .. target]);

    /// <summary>Share of all cores that others used since the begin; null = not known.</summary>
    public double? Share
    {
        get
        {
            if (_begin is not { } begin || Read() is not { } now) return null;
            var seconds = Stopwatch.GetElapsedTime(_from).TotalSeconds * Environment.ProcessorCount;
            return seconds <= 0 ? null : Math.Clamp((now.Busy - begin.Busy - (now.Ours - begin.Ours)) / seconds, 0, 1);
        }
    }

    private (double Busy, double Ours)? Read()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            // cpu user nice system idle iowait irq softirq steal: what is neither idle nor waiting is busy, stolen time as well.
            var all = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
            var busy = all.Take(8).Sum() - all[3] - all[4];
            return (busy / TicksPerSecond, _ours.Sum(Cpu));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private static double Cpu(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended, or is not ours to see.
            return 0;
        }
    }
}
