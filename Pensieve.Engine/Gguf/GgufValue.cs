namespace Pensieve.Engine.Gguf;

/// <summary>One metadata value.</summary>
public readonly record struct GgufValue
{
    /// <summary>Its type as stored.</summary>
    public required GgufValueType Type { get; init; }

    /// <summary>Where the value's bytes begin in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>Scalars: the stored bits, signed integers sign-extended, floats as their own bits.</summary>
    public ulong Bits { get; init; }

    /// <summary>Strings: bytes of UTF-8 in the file.</summary>
    public long Bytes { get; init; }

    /// <summary>Strings: the text, with U+FFFD for bytes that are not UTF-8; null where it is too long to be held in memory.</summary>
    public string? Text { get; init; }

    /// <summary>Arrays: the array.</summary>
    public GgufArray? Array { get; init; }
}

/// <summary>
/// An array as it lies in the file. Its elements were checked but only small numeric arrays are held in memory; a vocabulary
/// of 100,000 strings costs nothing until <see cref="GgufFile.ReadStrings"/> walks over it.
/// </summary>
/// <param name="ElementType">Type of every element; never Array.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Offset">Byte offset of the first element.</param>
/// <param name="Bytes">Bytes of all elements.</param>
/// <param name="Values">Numeric and Bool elements in order, as in <see cref="GgufValue.Bits"/>, where there are at most 4,096; else null.</param>
public sealed record GgufArray(GgufValueType ElementType, long Count, long Offset, long Bytes, ulong[]? Values);
