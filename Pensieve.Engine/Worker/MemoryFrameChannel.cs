using System.Collections.Concurrent;

namespace Pensieve.Engine.Worker;

/// <summary>Frames between two threads of one process: the transport of InProcess isolation. Holds 256 frames a way; a full way blocks its sender, as a socket does.</summary>
internal sealed class MemoryFrameChannel : IFrameChannel
{
    private const int Capacity = 256;
    private readonly BlockingCollection<byte[]> _incoming;
    private readonly BlockingCollection<byte[]> _outgoing;

    private MemoryFrameChannel(BlockingCollection<byte[]> incoming, BlockingCollection<byte[]> outgoing)
    {
        _incoming = incoming;
        _outgoing = outgoing;
    }

    /// <summary>Two connected ends.</summary>
    public static (MemoryFrameChannel App, MemoryFrameChannel Worker) CreatePair()
    {
        var down = new BlockingCollection<byte[]>(Capacity);
        var up = new BlockingCollection<byte[]>(Capacity);
        return (new MemoryFrameChannel(up, down), new MemoryFrameChannel(down, up));
    }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        try
        {
            _outgoing.Add(frame.ToArray());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // completed by either end
        }
    }

    /// <inheritdoc/>
    public bool Receive(out ReadOnlySpan<byte> frame)
    {
        var received = _incoming.TryTake(out var next, Timeout.Infinite);
        frame = next;
        return received;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outgoing.CompleteAdding();
        _incoming.CompleteAdding();
    }
}
