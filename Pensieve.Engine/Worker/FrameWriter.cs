using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pensieve.Engine.Worker;

/// <summary>Builds one frame at a time in a buffer that is reused.</summary>
internal sealed class FrameWriter
{
    [ThreadStatic] private static FrameWriter? t_writer;
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>The frame so far; valid until <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Frame => _buffer.WrittenSpan;

    /// <summary>Starts a frame in this thread's writer, for one that is sent before the next is begun.</summary>
    public static FrameWriter OfThread(FrameKind kind) => (t_writer ??= new FrameWriter()).Begin(kind);

    /// <summary>Starts a frame.</summary>
    public FrameWriter Begin(FrameKind kind)
    {
        _buffer.ResetWrittenCount();
        return Byte((byte)kind);
    }

    /// <summary>Appends a byte.</summary>
    public FrameWriter Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    /// <summary>Appends 4 bytes.</summary>
    public FrameWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    /// <summary>Appends 8 bytes.</summary>
    public FrameWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    /// <summary>Appends 4 bytes.</summary>
    public FrameWriter Single(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    /// <summary>Appends a length and bytes.</summary>
    public FrameWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        _buffer.Write(value);
        return this;
    }

    /// <summary>Appends bytes as they are.</summary>
    public FrameWriter Raw(ReadOnlySpan<byte> value)
    {
        _buffer.Write(value);
        return this;
    }

    /// <summary>Appends a length and UTF-8.</summary>
    public FrameWriter String(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Int32(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
        return this;
    }

    /// <summary>Appends a length and JSON.</summary>
    public FrameWriter Json<T>(T value, JsonTypeInfo<T> type) => Bytes(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
