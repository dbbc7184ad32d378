namespace Pensieve.Engine.Worker;

/// <summary>A two-way stream of whole frames between app and worker.</summary>
internal interface IFrameChannel : IDisposable
{
    /// <summary>Sends a frame. Thread-safe. Blocks while the peer does not read.</summary>
    /// <returns>False if the channel is closed.</returns>
    bool Send(ReadOnlySpan<byte> frame);

    /// <summary>Blocks for the next frame, which is valid until the next call. One thread.</summary>
    /// <returns>False at the end: the peer closed or died.</returns>
    bool Receive(out ReadOnlySpan<byte> frame);
}
