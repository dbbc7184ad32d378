using System.Buffers.Binary;

namespace Pensieve.Engine.Gguf;

/// <summary>
/// Reads forward through a stream of known length with 64 KiB of memory. The first fault sticks: from then on every read
/// returns zero at once, so that callers check <see cref="Error"/> once per item instead of after every field.
/// </summary>
internal sealed class GgufCursor(Stream stream, long length)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Offset of the next byte to be read.</summary>
    public long Position { get; private set; }

    public long Length => length;

    public long Remaining => length - Position;

    public GgufError? Error { get; private set; }

    public bool Failed => Error is not null;

    public void Fail(GgufErrorKind kind, long offset, FormattableString message) =>
        Error ??= new GgufError(kind, offset, FormattableString.Invariant(message));

    public byte UInt8(string what) => Take(1, what) is [var value] ? value : (byte)0;

    public ushort UInt16(string what) => Take(2, what) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;

    public uint UInt32(string what) => Take(4, what) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    public ulong UInt64(string what) => Take(8, what) is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    /// <summary>A scalar's bits; signed integers sign-extended to 64 bits.</summary>
    public ulong Scalar(GgufValueType type, string what) => unchecked(type switch
    {
        GgufValueType.UInt8 or GgufValueType.Bool => UInt8(what),
        GgufValueType.Int8 => (ulong)(sbyte)UInt8(what),
        GgufValueType.UInt16 => UInt16(what),
        GgufValueType.Int16 => (ulong)(short)UInt16(what),
        GgufValueType.UInt32 or GgufValueType.Float32 => UInt32(what),
        GgufValueType.Int32 => (ulong)(int)UInt32(what),
        _ => UInt64(what),
    });

    /// <summary>The length of a string that follows, checked against what is left of the file; -1 = failed.</summary>
    public long StringLength(string what)
    {
        var at = Position;
        var size = UInt64("the length of " + what);
        if (!Failed && size > (ulong)Remaining)
        {
            Fail(GgufErrorKind.Truncated, at, $"{what} is said to be {size} bytes long, but only {Remaining} bytes are left in the file.");
        }

        return Failed ? -1 : (long)size;
    }

    /// <summary>Reads exactly <paramref name="count"/> bytes that the caller has checked against a limit; empty = failed.</summary>
    public byte[] Bytes(int count, string what)
    {
        if (Failed || !Has(count, what))
        {
            return [];
        }

        var bytes = new byte[count];
        for (var done = 0; done < count && !Failed;)
        {
            var piece = Take(Math.Min(count - done, _buffer.Length), what);
            piece.CopyTo(bytes.AsSpan(done));
            done += piece.Length;
        }

        return Failed ? [] : bytes;
    }

    /// <summary>Moves on by <paramref name="count"/> bytes.</summary>
    public void Skip(long count, string what)
    {
        if (Failed || !Has(count, what))
        {
            return;
        }

        var buffered = (int)Math.Min(count, _end - _start);
        _start += buffered;
        if (count > buffered)
        {
            stream.Seek(count - buffered, SeekOrigin.Current);
        }

        Position += count;
    }

    private bool Has(long count, string what)
    {
        if (count <= Remaining)
        {
            return true;
        }

        Fail(GgufErrorKind.Truncated, Position, $"{count} bytes were expected for {what}, but the file ends at byte {length}.");
        return false;
    }

    /// <summary>The next 1 to 65,536 bytes, valid until the next read; empty = failed.</summary>
    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (Failed || !Has(count, what))
        {
            return [];
        }

        if (_end - _start < count)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
            _end += stream.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
            if (_end < count)
            {
                Fail(GgufErrorKind.Truncated, Position, $"The file became shorter while it was read, at {what}.");
                return [];
            }
        }

        var span = _buffer.AsSpan(_start, count);
        _start += count;
        Position += count;
        return span;
    }
}
