using System.Globalization;

namespace Pensieve.Console.Hosting;

/// <summary>Finds out which process listens on a port: on Linux, from /proc, as far as this user may look.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";
    private static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>"process 4711 (nginx)"; null = not known.</summary>
    public static string? Find(int port)
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            var sockets = s_tables.Where(File.Exists).SelectMany(File.ReadLines).Select(l => InodeOf(l, port)).OfType<string>().Select(i => $"socket:[{i}]").ToHashSet(StringComparer.Ordinal);
            if (sockets.Count == 0) return null;
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Holds(folder, sockets))
                    return string.Create(CultureInfo.InvariantCulture, $"process {pid} ({File.ReadAllText(Path.Combine(folder, "comm")).Trim()})");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that ended meanwhile, or a system that does not tell.
        }

        return null;
    }

    /// <summary>The inode of a line of /proc/net/tcp; null = it does not listen on the port.</summary>
    internal static string? InodeOf(string line, int port)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 9 && parts[3] == Listening && parts[1].EndsWith(":" + port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal) ? parts[9] : null;
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(f => new FileInfo(f).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's.
            return false;
        }
    }
}
