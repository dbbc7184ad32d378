using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Pensieve.Harness.Mock;

/// <summary>
/// The writing half of a connection. Writes never block the timeline: what the socket does not take at once is kept and sent in the
/// background, up to <see cref="MaxPending"/> bytes; a reader that is further behind loses its connection.
/// </summary>
internal sealed class MockConnection(Socket socket)
{
    /// <summary>Most bytes kept for a slow reader.</summary>
    public const int MaxPending = 4 << 20;

    private readonly Lock _lock = new();
    private byte[] _scratch = new byte[1024];
    private ArrayBufferWriter<byte>? _pending;
    private Task _sending = Task.CompletedTask;

    /// <summary>Whether the other side is gone.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Asks the system whether the other side closed; for streams that write nothing.</summary>
    public bool IsClosed
    {
        get
        {
            try
            {
                return IsBroken || (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>Writes text as it is.</summary>
    public void Write(string text)
    {
        lock (_lock)
        {
            var length = Encode(text, 0);
            Send(_scratch.AsSpan(0, length));
        }
    }

    /// <summary>Writes text as one chunk of a chunked body, in one call of the system; the last one ends the body.</summary>
    public void WriteChunk(string text, bool last = false)
    {
        const int Room = 10;
        lock (_lock)
        {
            var length = text.Length == 0 ? 0 : Encode(text, Room, more: 8);
            var end = Room + length;
            var start = Room;
            if (length > 0)
            {
                // The size is written backwards, up to the text.
                _scratch[--start] = (byte)'\n';
                _scratch[--start] = (byte)'\r';
                for (var rest = length; rest > 0; rest >>= 4) _scratch[--start] = (byte)"0123456789abcdef"[rest & 15];
                "\r\n"u8.CopyTo(_scratch.AsSpan(end));
                end += 2;
            }

            if (last)
            {
                "0\r\n\r\n"u8.CopyTo(_scratch.AsSpan(end));
                end += 5;
            }

            Send(_scratch.AsSpan(start, end - start));
        }
    }

    /// <summary>Writes a whole JSON answer.</summary>
    public void WriteJson(int status, ReadOnlySpan<byte> body, string headers = "")
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {(status == 200 ? "OK" : "Error")}\r\ncontent-type: application/json\r\ncontent-length: {body.Length}\r\n{headers}\r\n"));
        lock (_lock) Send([.. head, .. body]);
    }

    /// <summary>Ends it with a reset.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            IsBroken = true;
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
    }

    private int Encode(string text, int offset, int more = 0)
    {
        var most = offset + Encoding.UTF8.GetMaxByteCount(text.Length) + more;
        if (_scratch.Length < most) _scratch = new byte[most * 2];
        return Encoding.UTF8.GetBytes(text, _scratch.AsSpan(offset));
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (IsBroken) return;
        try
        {
            var sent = 0;
            if (_pending is null)
            {
                sent = socket.Send(bytes, SocketFlags.None, out var error);
                if (error is not (SocketError.Success or SocketError.WouldBlock)) IsBroken = true;
                if (error == SocketError.WouldBlock) sent = 0;
                if (IsBroken || sent == bytes.Length) return;
                _pending = new ArrayBufferWriter<byte>();
                _sending = Task.Run(DrainAsync);
            }

            _pending.Write(bytes[sent..]);
            if (_pending.WrittenCount > MaxPending) Reset();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            IsBroken = true;
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (true)
            {
                byte[] batch;
                lock (_lock)
                {
                    if (_pending!.WrittenCount == 0)
                    {
                        _pending = null;
                        return;
                    }

                    batch = _pending.WrittenSpan.ToArray();
                    _pending.ResetWrittenCount();
                }

                for (var sent = 0; sent < batch.Length;) sent += await socket.SendAsync(batch.AsMemory(sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            IsBroken = true;
        }
    }
}
