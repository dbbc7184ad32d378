using System.Globalization;

namespace Pensieve.Console.Live;

/// <summary>Memory limits from cgroup v2 and /proc on Linux; elsewhere the limit that the runtime knows, availability unknown.</summary>
public sealed class HostProbe : IHostProbe
{
    private const string CgroupRoot = "/sys/fs/cgroup";

    /// <inheritdoc/>
    public HostReading Read()
    {
        var (total, available) = OperatingSystem.IsLinux() ? ReadLinux() : (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, null);
        return new HostReading(Environment.WorkingSet, Environment.CpuUsage.TotalTime, total, available);
    }

    private static (long? Total, long? Available) ReadLinux()
    {
        long? total = null, available = null;
        try
        {
            foreach (var line in File.ReadLines("/proc/meminfo"))
            {
                if (line.StartsWith("MemTotal:", StringComparison.Ordinal)) total = Kilobytes(line);
                else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal)) available = Kilobytes(line);
                if (total is not null && available is not null) break;
            }

            // A container's own limit counts where it is the tighter one.
            if (ReadNumber("memory.max") is { } max && (total is null || max < total) && ReadNumber("memory.current") is { } current)
            {
                var reclaimable = ReadStat("inactive_file") ?? 0;
                total = max;
                available = Math.Clamp(max - current + reclaimable, 0, max);
            }
        }
        catch (IOException)
        {
        }
        catch (UnauthorizedAccessException)
        {
        }

        return (total, available);
    }

    private static long? Kilobytes(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var kb) ? kb * 1024 : null;
    }

    private static long? ReadNumber(string name)
    {
        var path = Path.Combine(CgroupRoot, name);
        return File.Exists(path) && long.TryParse(File.ReadAllText(path).AsSpan().Trim(), CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static long? ReadStat(string key)
    {
        var path = Path.Combine(CgroupRoot, "memory.stat");
        if (!File.Exists(path)) return null;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length > key.Length && line[key.Length] == ' ' && line.StartsWith(key, StringComparison.Ordinal))
                return long.TryParse(line.AsSpan(key.Length + 1), CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        return null;
    }
}
