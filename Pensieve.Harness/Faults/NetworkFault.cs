using System.Globalization;

namespace Pensieve.Harness.Faults;

/// <summary>What the proxy does to a connection, both directions unless said otherwise. Changes apply to open connections at once.</summary>
public sealed record NetworkFault
{
    /// <summary>Nothing.</summary>
    public static NetworkFault None { get; } = new();

    /// <summary>Milliseconds that every piece is held back, on its way to the client.</summary>
    public double LatencyMs { get; init; }

    /// <summary>Bytes per second to the client; 0 = as fast as it goes.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>Pieces of so many bytes, each sent on its own; 0 = as they come.</summary>
    public int SliceBytes { get; init; }

    /// <summary>Resets both sides after so many bytes to the client; null = never.</summary>
    public long? ResetAfter { get; init; }

    /// <summary>Ends the direction to the client properly after so many bytes and goes on reading; null = never.</summary>
    public long? HalfCloseAfter { get; init; }

    /// <summary>Takes everything and passes nothing on, as a cable that was pulled.</summary>
    public bool BlackHole { get; init; }

    /// <summary>Refuses new connections with a reset.</summary>
    public bool Refuse { get; init; }

    /// <summary>What is done, in words: "every piece held back for 40 ms".</summary>
    public override string ToString()
    {
        List<string> parts = [];
        if (LatencyMs > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"every piece held back for {LatencyMs} ms"));
        if (BytesPerSecond > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{BytesPerSecond} bytes per second"));
        if (SliceBytes > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"pieces of {SliceBytes} bytes"));
        if (ResetAfter is { } reset) parts.Add(string.Create(CultureInfo.InvariantCulture, $"reset after {reset} bytes"));
        if (HalfCloseAfter is { } half) parts.Add(string.Create(CultureInfo.InvariantCulture, $"ended towards the client after {half} bytes"));
        if (BlackHole) parts.Add("everything taken and nothing passed on");
        if (Refuse) parts.Add("new connections refused");
        return parts.Count == 0 ? "nothing" : string.Join(", ", parts);
    }
}
