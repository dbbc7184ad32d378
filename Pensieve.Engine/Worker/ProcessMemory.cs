using System.Diagnostics;
using System.Globalization;

namespace Pensieve.Engine.Worker;

/// <summary>Resident memory and CPU time of a process.</summary>
/// <param name="RssBytes">Resident set in bytes; 0 = unknown or gone.</param>
/// <param name="CpuMs">CPU time of all its threads in milliseconds.</param>
public readonly record struct ProcessMemory(long RssBytes, long CpuMs)
{
    private const long ClockTicksPerSecond = 100; // sysconf(_SC_CLK_TCK), fixed at 100 by the Linux ABI

    /// <summary>Reads a process; default for null or one that is gone.</summary>
    public static ProcessMemory Read(int? pid)
    {
        if (pid is not { } id) return default;
        try
        {
            return OperatingSystem.IsLinux() ? ReadProc(id) : ReadPortable(id);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static ProcessMemory ReadProc(int pid)
    {
        var pages = File.ReadAllText($"/proc/{pid}/statm").Split(' ')[1];
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // The name in parentheses may hold anything, so fields are counted from its end: state is field 3.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return new ProcessMemory(long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize, ticks * 1000 / ClockTicksPerSecond);
    }

    private static ProcessMemory ReadPortable(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return new ProcessMemory(process.WorkingSet64, (long)process.TotalProcessorTime.TotalMilliseconds);
    }
}
