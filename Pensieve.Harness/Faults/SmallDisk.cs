using System.Runtime.InteropServices;

namespace Pensieve.Harness.Faults;

/// <summary>A file system of its own in memory, of some megabytes, that can be filled to the last byte. Linux, and only where one may mount.</summary>
public sealed partial class SmallDisk : IDisposable
{
    private const ulong NoSuid = 2, NoDevices = 4;
    private const int Detach = 2;
    private static readonly int[] s_blocks = [1 << 16, 1 << 12, 1];
    private readonly string _filler;

    private SmallDisk(string path) => (Path, _filler) = (path, System.IO.Path.Combine(path, "filler"));

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one; null = not permitted here.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var path = Directory.CreateTempSubdirectory("pensieve-disk-").FullName;
        if (mount("tmpfs", path, "tmpfs", NoSuid | NoDevices, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"size={megabytes}m,mode=700")) == 0) return new SmallDisk(path);
        Directory.Delete(path);
        return null;
    }

    /// <summary>Leaves no byte free.</summary>
    public void Fill()
    {
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (var size in s_blocks)
        {
            var block = new byte[size];
            try
            {
                while (true) file.Write(block);
            }
            catch (IOException)
            {
                // No such block fits any more.
            }
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(_filler);

    /// <summary>Unmounts it.</summary>
    public void Dispose()
    {
        if (umount2(Path, Detach) == 0) Directory.Delete(Path);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int umount2(string target, int flags);
}
