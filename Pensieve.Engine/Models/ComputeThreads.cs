namespace Pensieve.Engine.Models;

/// <summary>
/// How many threads compute a step. They meet at a barrier after each operation and spin there, so a thread that does not get its core
/// at once holds up all others: each must have work that is worth the waiting.
/// </summary>
public static class ComputeThreads
{
    /// <summary>Bytes of weights per thread of a step with one token, which waits for memory rather than computes.</summary>
    public const long BytesAlone = 48_000_000;

    /// <summary>Bytes of weights per thread of a step with several tokens, which computes.</summary>
    public const long BytesTogether = 4_000_000;

    /// <summary>Threads of steps with one token and with several; each at least 1 and at most <paramref name="cores"/>.</summary>
    /// <param name="weights">Bytes of the model's weights.</param>
    /// <param name="cores">Physical cores.</param>
    public static (int Alone, int Together) For(long weights, int cores) => (Within(weights / BytesAlone, cores), Within(weights / BytesTogether, cores));

    /// <summary>Physical cores: they share one memory bus and have one pair of vector units each, so a thread per hardware thread only adds waiting.</summary>
    public static int PhysicalCores()
    {
        var logical = Environment.ProcessorCount;
        try
        {
            var cores = Directory.EnumerateDirectories("/sys/devices/system/cpu", "cpu*")
                .Select(d => Path.Combine(d, "topology", "thread_siblings_list"))
                .Where(File.Exists).Select(f => File.ReadAllText(f).Trim()).Distinct().Count();
            return cores > 0 ? Math.Min(cores, logical) : logical;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return logical;
        }
    }

    private static int Within(long threads, int cores) => (int)Math.Clamp(threads, 1, Math.Max(1, cores));
}
