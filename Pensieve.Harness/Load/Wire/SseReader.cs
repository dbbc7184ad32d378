using System.Buffers;

namespace Pensieve.Harness.Load.Wire;

/// <summary>
/// Cuts a byte stream into server-sent events, in one pooled buffer that grows only for an event longer than it. Lines end in LF,
/// CR LF or both mixed; several data lines are joined by LF; comments and unknown fields are passed over.
/// </summary>
internal sealed class SseReader(Stream stream) : IDisposable
{
    /// <summary>Longest event that is read; a longer one ends the stream as an error.</summary>
    public const int MaxEvent = 64 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private byte[]? _joined;
    private int _joinedLength;
    private int _start;
    private int _end;
    private int _scanned;
    private bool _delivered;
    private (int Start, int Length) _data = (-1, 0);
    private (int Start, int Length) _event = (-1, 0);

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Data of the event that <see cref="TryNext"/> found.</summary>
    public ReadOnlySpan<byte> Data => _joined is not null ? _joined.AsSpan(0, _joinedLength) : _buffer.AsSpan(_data.Start, _data.Length);

    /// <summary>Its event line; empty = none.</summary>
    public ReadOnlySpan<byte> Event => _event.Start < 0 ? default : _buffer.AsSpan(_event.Start, _event.Length);

    /// <summary>Reads what there is; false = the stream ended.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        Bytes += read;
        return read > 0;
    }

    /// <summary>The next whole event in what was read; its spans are good until the next call.</summary>
    public bool TryNext()
    {
        if (_delivered) Reset();
        while (true)
        {
            var rest = _buffer.AsSpan(_scanned, _end - _scanned);
            var lineEnd = rest.IndexOf((byte)'\n');
            if (lineEnd < 0) return false;
            var line = rest[..lineEnd];
            var lineStart = _scanned;
            _scanned += lineEnd + 1;
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.IsEmpty)
            {
                _start = _scanned;
                if (_data.Start >= 0) return _delivered = true;
                Reset();
                continue;
            }

            if (Field(line, "data"u8) is { } data) TakeData(lineStart + data, line.Length - data);
            else if (Field(line, "event"u8) is { } name) _event = (lineStart + name, line.Length - name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    // Offset of the value if the line is this field.
    private static int? Field(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field)
    {
        if (!line.StartsWith(field) || line.Length <= field.Length || line[field.Length] != ':') return null;
        var offset = field.Length + 1;
        return offset < line.Length && line[offset] == ' ' ? offset + 1 : offset;
    }

    private void TakeData(int start, int length)
    {
        if (_data.Start < 0)
        {
            _data = (start, length);
            return;
        }

        var before = Data;
        var joined = ArrayPool<byte>.Shared.Rent(before.Length + 1 + length);
        before.CopyTo(joined);
        joined[before.Length] = (byte)'\n';
        _buffer.AsSpan(start, length).CopyTo(joined.AsSpan(before.Length + 1));
        var total = before.Length + 1 + length;
        if (_joined is not null) ArrayPool<byte>.Shared.Return(_joined);
        (_joined, _joinedLength) = (joined, total);
    }

    private void Reset()
    {
        if (_joined is not null) ArrayPool<byte>.Shared.Return(_joined);
        _joined = null;
        _delivered = false;
        _data = (-1, 0);
        _event = (-1, 0);
    }

    private void MakeRoom()
    {
        if (_delivered) Reset();
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            if (_data.Start >= 0) _data.Start -= _start;
            if (_event.Start >= 0) _event.Start -= _start;
            _end -= _start;
            _scanned -= _start;
            _start = 0;
        }

        if (_end < _buffer.Length) return;
        if (_buffer.Length >= MaxEvent) throw new InvalidDataException($"An event of more than {MaxEvent} bytes.");
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
