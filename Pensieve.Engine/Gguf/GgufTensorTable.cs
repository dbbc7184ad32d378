using System.Collections.Immutable;

namespace Pensieve.Engine.Gguf;

/// <summary>Reads the tensor table and lays each tensor against the file: in order, without gap or overlap, inside it.</summary>
internal sealed class GgufTensorTable(GgufCursor cursor, int alignment)
{
    private const int MaxDimensions = 4;

    public ImmutableArray<GgufTensor> Read(int count, Func<string> readName, CancellationToken cancellationToken)
    {
        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count && !cursor.Failed; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = cursor.Position;
            var name = readName();
            var dimensions = Dimensions(name);
            var (type, bytes) = Size(name, dimensions);
            var offsetAt = cursor.Position;
            entries.Add(new Entry(name, dimensions, type, bytes, cursor.UInt64("a tensor's offset"), offsetAt));
            if (!cursor.Failed && !names.Add(name))
            {
                cursor.Fail(GgufErrorKind.Duplicate, at, $"Tensor '{name}' occurs twice.");
            }
        }

        return Place(entries);
    }

    private ImmutableArray<long> Dimensions(string name)
    {
        var at = cursor.Position;
        var count = cursor.UInt32("a tensor's number of dimensions");
        if (!cursor.Failed && count is < 1 or > MaxDimensions)
        {
            cursor.Fail(GgufErrorKind.BadTensorShape, at, $"Tensor '{name}' has {count} dimensions; 1 to {MaxDimensions} are allowed.");
        }

        var sizes = ImmutableArray.CreateBuilder<long>(MaxDimensions);
        for (var i = 0; i < count && !cursor.Failed; i++)
        {
            at = cursor.Position;
            var size = cursor.UInt64("a tensor's dimension");
            if (!cursor.Failed && size is 0 or > long.MaxValue)
            {
                cursor.Fail(GgufErrorKind.BadTensorShape, at, $"Dimension {i} of tensor '{name}' is {size}.");
            }

            sizes.Add(unchecked((long)size));
        }

        return sizes.ToImmutable();
    }

    private (GgmlType Type, long Bytes) Size(string name, ImmutableArray<long> dimensions)
    {
        var at = cursor.Position;
        var number = cursor.UInt32("a tensor's type");
        if (cursor.Failed)
        {
            return default;
        }

        if (!GgmlTypeInfo.TryGet(number, out var info))
        {
            cursor.Fail(GgufErrorKind.UnknownTensorType, at, $"Tensor '{name}' has type {number}, which llama.cpp v0.5.0 does not read.");
            return default;
        }

        if (dimensions[0] % info.BlockElements != 0)
        {
            cursor.Fail(GgufErrorKind.BadTensorShape, at, $"Rows of tensor '{name}' have {dimensions[0]} elements; {info.Name} stores them in blocks of {info.BlockElements}.");
            return default;
        }

        // 128 bits hold the product of two 63-bit numbers, so the check after each factor comes in time.
        UInt128 elements = 1;
        foreach (var size in dimensions)
        {
            elements *= (ulong)size;
            if (elements > long.MaxValue)
            {
                break;
            }
        }

        var bytes = elements / (uint)info.BlockElements * (uint)info.BlockBytes;
        if (elements > long.MaxValue || bytes > (ulong)cursor.Length)
        {
            cursor.Fail(GgufErrorKind.AbsurdSize, at, $"Tensor '{name}' of {string.Join('×', dimensions)} {info.Name} is larger than the file's {cursor.Length} bytes.");
            return default;
        }

        return (info.Type, (long)bytes);
    }

    private ImmutableArray<GgufTensor> Place(List<Entry> entries)
    {
        if (cursor.Failed)
        {
            return [];
        }

        var data = Align(cursor.Position);
        var tensors = ImmutableArray.CreateBuilder<GgufTensor>(entries.Count);
        var expected = 0L;
        foreach (var entry in entries)
        {
            if (entry.Offset != (ulong)expected)
            {
                var how = entry.Offset % (uint)alignment != 0 ? $"is not a multiple of the alignment {alignment}"
                    : entry.Offset < (ulong)expected ? "overlaps the tensor before it" : "leaves a gap";
                cursor.Fail(GgufErrorKind.BadTensorOffset, entry.OffsetAt, $"Tensor '{entry.Name}' has data offset {entry.Offset}, expected {expected}: it {how}.");
                return [];
            }

            var end = data + expected + entry.Bytes;
            if (end > cursor.Length)
            {
                cursor.Fail(GgufErrorKind.Truncated, cursor.Length, $"The data of tensor '{entry.Name}' ends at byte {end}, but the file has only {cursor.Length} bytes.");
                return [];
            }

            tensors.Add(new GgufTensor(entry.Name, entry.Dimensions, entry.Type, data + expected, entry.Bytes));
            expected = Align(expected + entry.Bytes);
        }

        return tensors.MoveToImmutable();
    }

    // Every argument is below the file's length plus one alignment, far from overflow.
    private long Align(long value) => (value + alignment - 1) & -(long)alignment;

    private readonly record struct Entry(string Name, ImmutableArray<long> Dimensions, GgmlType Type, long Bytes, ulong Offset, long OffsetAt);
}
