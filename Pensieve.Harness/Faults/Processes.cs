using System.Globalization;
using System.Runtime.InteropServices;

namespace Pensieve.Harness.Faults;

/// <summary>Processes of this machine, as Linux shows them.</summary>
public static partial class Processes
{
    /// <summary>Whether it runs; a zombie does not.</summary>
    public static bool IsAlive(int pid) => State(pid) is { } state && state != 'Z' && state != 'X';

    /// <summary>Its parent; null = not known.</summary>
    public static int? ParentOf(int? pid) =>
        pid is { } known && Fields(known) is { } fields && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent) && parent > 1 ? parent : null;

    /// <summary>Resident bytes, open descriptors and threads; null = not known.</summary>
    public static (long Bytes, int Descriptors, int Threads)? Usage(int pid)
    {
        try
        {
            if (Fields(pid) is not { } fields) return null;
            var descriptors = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();
            return (long.Parse(fields[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize, descriptors, int.Parse(fields[17], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Limits the size of files that a running process writes, which to it is a full disk. Returns the limit before; null = not
    /// permitted.
    /// </summary>
    public static ulong? LimitFileSize(int pid, ulong bytes)
    {
        if (!OperatingSystem.IsLinux() || prlimit(pid, FileSize, IntPtr.Zero, out var before) != 0) return null;
        var wanted = new Limit { Soft = Math.Min(bytes, before.Hard), Hard = before.Hard };
        return prlimit(pid, FileSize, in wanted, IntPtr.Zero) == 0 ? before.Soft : null;
    }

    private const int FileSize = 1;

    private static char? State(int pid) => Fields(pid) is { } fields ? fields[0][0] : null;

    // The fields after the name, which may hold blanks and brackets: state, parent, …
    private static string[]? Fields(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit(int pid, int resource, IntPtr wanted, out Limit before);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit(int pid, int resource, in Limit wanted, IntPtr before);
}
