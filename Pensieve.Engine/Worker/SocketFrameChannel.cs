using System.Buffers.Binary;
using System.Net.Sockets;

namespace Pensieve.Engine.Worker;

/// <summary>Frames over a private Unix socket, with blocking calls: a dedicated reader wakes without a thread-pool hop.</summary>
internal sealed class SocketFrameChannel(Socket socket) : IFrameChannel
{
    /// <summary>No frame is larger; a request body is capped far below.</summary>
    internal const int MaxFrameBytes = 256 * 1024 * 1024;

    private const int HeaderBytes = 4;
    private readonly Lock _sendGate = new();
    private byte[] _sendBuffer = new byte[16 * 1024];
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        try
        {
            lock (_sendGate)
            {
                // One system call for header and body: the peer wakes once per frame.
                var total = HeaderBytes + frame.Length;
                if (_sendBuffer.Length < total) _sendBuffer = new byte[Math.Max(total, _sendBuffer.Length * 2)];
                BinaryPrimitives.WriteInt32LittleEndian(_sendBuffer, frame.Length);
                frame.CopyTo(_sendBuffer.AsSpan(HeaderBytes));
                for (var sent = 0; sent < total;) sent += socket.Send(_sendBuffer.AsSpan(sent, total - sent));
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Receive(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        try
        {
            if (!Fill(HeaderBytes)) return false;
            var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
            if (length is < 1 or > MaxFrameBytes) throw new InvalidDataException($"A frame of {length} bytes was announced.");
            if (!Fill(HeaderBytes + length)) return false;
            frame = _buffer.AsSpan(_start + HeaderBytes, length);
            _start += HeaderBytes + length;
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Shutdown first: it wakes a thread that blocks in Receive or Send on the same socket.
        try { socket.Shutdown(SocketShutdown.Both); }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        socket.Dispose();
    }

    private bool Fill(int needed)
    {
        while (_end - _start < needed)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_buffer.Length < needed) Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
            var read = socket.Receive(_buffer.AsSpan(_end));
            if (read == 0) return false;
            _end += read;
        }

        return true;
    }
}
