namespace Pensieve.Console.Live;

/// <summary>What the operating system says of this process and of the machine.</summary>
/// <param name="AppBytes">Resident bytes of this process.</param>
/// <param name="AppCpu">CPU time this process has used.</param>
/// <param name="MemoryTotal">Bytes this process and its workers may use: the machine's or the container's; null = unknown.</param>
/// <param name="MemoryAvailable">Bytes of those still available; null = unknown.</param>
public sealed record HostReading(long AppBytes, TimeSpan AppCpu, long? MemoryTotal, long? MemoryAvailable)
{
    /// <summary>Share of the memory still available, 0 to 1; null = unknown.</summary>
    public double? AvailableShare => MemoryTotal is > 0 && MemoryAvailable is { } available ? (double)available / MemoryTotal : null;
}

/// <summary>Reads <see cref="HostReading"/>s; cheap enough for once a second.</summary>
public interface IHostProbe
{
    /// <summary>The reading now.</summary>
    HostReading Read();
}
