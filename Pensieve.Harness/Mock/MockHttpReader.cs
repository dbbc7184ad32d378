using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Pensieve.Harness.Mock;

/// <summary>Reads HTTP/1.1 requests from a connection, one after another, with a content-length or in chunks.</summary>
internal sealed class MockHttpReader(Socket socket)
{
    private const int MaxRequest = 64 << 20;
    private byte[] _buffer = new byte[8192];
    private int _end;
    private int _consumed;

    /// <summary>Method of the last request.</summary>
    public string Method { get; private set; } = "";

    /// <summary>Its path, without a query.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Its headers.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Its body; good until the next read.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Reads the next request; false = the client closed.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_consumed, _end - _consumed).CopyTo(_buffer);
        _end -= _consumed;
        _consumed = 0;
        int head;
        while ((head = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellationToken)) return false;
        }

        Parse(Encoding.Latin1.GetString(_buffer, 0, head));
        if (Headers.TryGetValue("transfer-encoding", out var coding) && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            return await ReadChunksAsync(head + 4, cancellationToken);
        var length = Headers.TryGetValue("content-length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        while (_end < head + 4 + length)
        {
            if (!await FillAsync(cancellationToken)) return false;
        }

        Body = _buffer.AsMemory(head + 4, length);
        _consumed = head + 4 + length;
        return true;
    }

    // The chunks are joined where they lie, at the begin of the body.
    private async ValueTask<bool> ReadChunksAsync(int start, CancellationToken cancellationToken)
    {
        int joined = start, at = start;
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(at, _end - at).IndexOf("\r\n"u8)) < 0)
            {
                if (!await FillAsync(cancellationToken)) return false;
            }

            var size = int.Parse(Encoding.Latin1.GetString(_buffer, at, line).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var data = at + line + 2;
            while (_end < data + size + 2)
            {
                if (!await FillAsync(cancellationToken)) return false;
            }

            _buffer.AsSpan(data, size).CopyTo(_buffer.AsSpan(joined));
            joined += size;
            at = data + size + 2;
            if (size > 0) continue;
            Body = _buffer.AsMemory(start, joined - start);
            _consumed = at;
            return true;
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_end == _buffer.Length)
        {
            if (_end >= MaxRequest) throw new InvalidDataException("The request is too long.");
            Array.Resize(ref _buffer, _end * 2);
        }

        var read = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    private void Parse(string head)
    {
        var lines = head.Split("\r\n");
        var first = lines[0].Split(' ');
        if (first.Length != 3) throw new InvalidDataException("No request line.");
        Method = first[0];
        Path = first[1].Split('?')[0];
        Headers.Clear();
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) Headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
    }
}
