using System.Globalization;

namespace Pensieve.Engine.Gguf;

/// <summary>Memory that this machine, or the container this process runs in, can still give.</summary>
public static class HostMemory
{
    /// <summary>
    /// Free bytes: on Linux the smaller of MemAvailable and what the control group leaves; elsewhere what the runtime reports.
    /// </summary>
    public static long FreeBytes() => OperatingSystem.IsLinux() ? FreeBytes("/proc/meminfo", "/sys/fs/cgroup") : RuntimeView();

    internal static long FreeBytes(string memInfo, string controlGroup)
    {
        var free = MemAvailable(memInfo) ?? RuntimeView();
        var limit = Number(Path.Combine(controlGroup, "memory.max")) ?? Number(Path.Combine(controlGroup, "memory/memory.limit_in_bytes"));
        var used = Number(Path.Combine(controlGroup, "memory.current")) ?? Number(Path.Combine(controlGroup, "memory/memory.usage_in_bytes"));

        // Page cache counts as used in a group, but is given back on demand.
        var cache = Cache(Path.Combine(controlGroup, "memory.stat")) ?? Cache(Path.Combine(controlGroup, "memory/memory.stat")) ?? 0;
        return limit is { } most && used is { } now ? Math.Min(free, Math.Max(0, most - Math.Max(0, now - cache))) : free;
    }

    private static long? MemAvailable(string path) => Field(path, "MemAvailable:") is { } kilobytes ? kilobytes * 1024 : null;

    private static long? Cache(string path) => Field(path, "inactive_file ");

    private static long? Field(string path, string name) => Lines(path)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal)))
        .FirstOrDefault();

    private static long? Number(string path) => Lines(path) is [var line, ..] ? Parse(line) : null;

    private static long? Parse(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long RuntimeView()
    {
        var info = GC.GetGCMemoryInfo();
        return Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes);
    }
}
