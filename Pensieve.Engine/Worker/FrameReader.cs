using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pensieve.Engine.Worker;

/// <summary>Reads the parts of one frame in order. A frame that is too short throws: it is a bug or a foreign peer.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> frame)
{
    private ReadOnlySpan<byte> _rest = frame[1..];

    /// <summary>The frame's kind.</summary>
    public FrameKind Kind { get; } = (FrameKind)frame[0];

    /// <summary>True when everything was read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The same frame after its call id.</summary>
    public FrameReader SkipCall()
    {
        Int32();
        return this;
    }

    /// <summary>Next byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Next 4 bytes.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>Next 8 bytes.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Next 4 bytes.</summary>
    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    /// <summary>Next length and bytes.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Int32());

    /// <summary>Next length and UTF-8.</summary>
    public string String() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Next length and JSON.</summary>
    public T Json<T>(JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Bytes(), type) ?? throw new InvalidDataException($"Frame {Kind} holds null for {typeof(T).Name}.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new InvalidDataException($"Frame {Kind} is shorter than it says.");
        var part = _rest[..count];
        _rest = _rest[count..];
        return part;
    }
}
