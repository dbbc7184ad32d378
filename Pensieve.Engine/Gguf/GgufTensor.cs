using System.Collections.Immutable;

namespace Pensieve.Engine.Gguf;

/// <summary>One tensor of the table; its data lies inside the file and overlaps no other.</summary>
/// <param name="Name">Name, at most 63 bytes of UTF-8.</param>
/// <param name="Dimensions">1 to 4 sizes, the row length first.</param>
/// <param name="Type">Storage type.</param>
/// <param name="Offset">Byte offset of its data in the file.</param>
/// <param name="Bytes">Bytes of data, padding not counted.</param>
public sealed record GgufTensor(string Name, ImmutableArray<long> Dimensions, GgmlType Type, long Offset, long Bytes)
{
    /// <summary>Number of weights.</summary>
    public long Elements => Dimensions.Aggregate(1L, (product, size) => product * size);
}
