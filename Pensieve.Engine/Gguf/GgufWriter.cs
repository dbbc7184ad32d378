using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Pensieve.Engine.Gguf;

/// <summary>
/// Writes GGUF v3, little-endian, in one pass: metadata and tensor table first (<see cref="WriteHeader"/>), then the data of
/// each tensor in the order it was declared. Memory use is that of the header, whatever the size of the file.
/// Misuse (a key twice, wrong byte counts) throws: it is a bug of the caller.
/// </summary>
public sealed class GgufWriter(Stream output, int alignment = GgufWriter.DefaultAlignment)
{
    /// <summary>Alignment of tensor data that readers assume where the file states none.</summary>
    public const int DefaultAlignment = 32;

    private readonly ArrayBufferWriter<byte> _metadata = new();
    private readonly ArrayBufferWriter<byte> _table = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<long> _tensorBytes = [];
    private long _dataBytes;
    private int _tensor;
    private long _written;
    private bool _headerDone;

    /// <summary>Bytes of the file in all, once every key and tensor is declared.</summary>
    public long TotalBytes => Align(HeaderBytes) + _dataBytes;

    private long HeaderBytes => 24L + _metadata.WrittenCount + _table.WrittenCount;

    /// <summary>Adds a string.</summary>
    public GgufWriter Add(string key, string value)
    {
        Key(key, GgufValueType.String);
        WriteString(_metadata, value);
        return this;
    }

    /// <summary>Adds an unsigned 32-bit number.</summary>
    public GgufWriter Add(string key, uint value)
    {
        Key(key, GgufValueType.UInt32);
        WriteUInt32(_metadata, value);
        return this;
    }

    /// <summary>Adds a single-precision number.</summary>
    public GgufWriter Add(string key, float value)
    {
        Key(key, GgufValueType.Float32);
        WriteUInt32(_metadata, BitConverter.SingleToUInt32Bits(value));
        return this;
    }

    /// <summary>Adds a truth value.</summary>
    public GgufWriter Add(string key, bool value)
    {
        Key(key, GgufValueType.Bool);
        _metadata.Write([value ? (byte)1 : (byte)0]);
        return this;
    }

    /// <summary>Adds an array of strings.</summary>
    public GgufWriter Add(string key, IReadOnlyCollection<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArrayKey(key, GgufValueType.String, values.Count);
        foreach (var value in values)
        {
            WriteString(_metadata, value);
        }

        return this;
    }

    /// <summary>Adds an array of signed 32-bit numbers.</summary>
    public GgufWriter Add(string key, ReadOnlySpan<int> values)
    {
        ArrayKey(key, GgufValueType.Int32, values.Length);
        foreach (var value in values)
        {
            WriteUInt32(_metadata, unchecked((uint)value));
        }

        return this;
    }

    /// <summary>Declares a tensor. <paramref name="dimensions"/> has 1 to 4 entries, the row length first.</summary>
    /// <returns>Bytes of data that are to be written for it.</returns>
    public long AddTensor(string name, GgmlType type, params ReadOnlySpan<long> dimensions)
    {
        Declare(_names, name);
        var info = GgmlTypeInfo.Of(type);
        ArgumentOutOfRangeException.ThrowIfNotEqual(dimensions[0] % info.BlockElements, 0);

        WriteString(_table, name);
        WriteUInt32(_table, (uint)dimensions.Length);
        long elements = 1;
        foreach (var dimension in dimensions)
        {
            elements = checked(elements * dimension);
            WriteUInt64(_table, (ulong)dimension);
        }

        WriteUInt32(_table, (uint)type);
        WriteUInt64(_table, (ulong)_dataBytes);

        var bytes = info.BytesFor(elements);
        _tensorBytes.Add(bytes);
        _dataBytes = checked(_dataBytes + Align(bytes));
        return bytes;
    }

    /// <summary>Writes everything before the tensor data; no key or tensor can be added after it.</summary>
    public void WriteHeader()
    {
        var length = HeaderBytes;
        var start = new ArrayBufferWriter<byte>(24);
        start.Write("GGUF"u8);
        WriteUInt32(start, 3);
        WriteUInt64(start, (ulong)_tensorBytes.Count);
        WriteUInt64(start, (ulong)_keys.Count);
        output.Write(start.WrittenSpan);
        output.Write(_metadata.WrittenSpan);
        output.Write(_table.WrittenSpan);
        Pad(length);
        _headerDone = true;
    }

    /// <summary>Writes the next bytes of the current tensor; when they complete it, its padding too.</summary>
    public void WriteData(ReadOnlySpan<byte> data)
    {
        if (!_headerDone || _tensor == _tensorBytes.Count || data.Length > _tensorBytes[_tensor] - _written)
        {
            throw new InvalidOperationException("More tensor data than was declared.");
        }

        output.Write(data);
        _written += data.Length;
        if (_written == _tensorBytes[_tensor])
        {
            Pad(_written);
            _tensor++;
            _written = 0;
        }
    }

    /// <summary>Checks that every declared byte was written, and flushes.</summary>
    public void Complete()
    {
        if (!_headerDone || _tensor != _tensorBytes.Count)
        {
            throw new InvalidOperationException("Less tensor data than was declared.");
        }

        output.Flush();
    }

    private long Align(long value) => checked(value + alignment - 1) & -(long)alignment;

    private void Pad(long length)
    {
        Span<byte> zeros = stackalloc byte[64];
        zeros.Clear();
        for (var left = Align(length) - length; left > 0; left -= Math.Min(left, zeros.Length))
        {
            output.Write(zeros[..(int)Math.Min(left, zeros.Length)]);
        }
    }

    private void Key(string key, GgufValueType type)
    {
        Declare(_keys, key);
        WriteString(_metadata, key);
        WriteUInt32(_metadata, (uint)type);
    }

    private void ArrayKey(string key, GgufValueType element, int count)
    {
        Key(key, GgufValueType.Array);
        WriteUInt32(_metadata, (uint)element);
        WriteUInt64(_metadata, (ulong)count);
    }

    private void Declare(HashSet<string> set, string name)
    {
        if (_headerDone || !set.Add(name))
        {
            throw new InvalidOperationException($"'{name}' is declared twice or after the header.");
        }
    }

    private static void WriteString(ArrayBufferWriter<byte> buffer, string value)
    {
        WriteUInt64(buffer, (ulong)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, buffer);
    }

    private static void WriteUInt32(ArrayBufferWriter<byte> buffer, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    private static void WriteUInt64(ArrayBufferWriter<byte> buffer, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }
}
