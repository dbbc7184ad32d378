using System.Diagnostics.CodeAnalysis;

namespace Pensieve.Engine.Gguf;

/// <summary>How a tensor type is laid out: rows are cut into blocks of a fixed number of elements and bytes.</summary>
/// <param name="Type">The type.</param>
/// <param name="Name">ggml's name for it, in capitals.</param>
/// <param name="BlockElements">Elements per block, 1 to 256; a row's length is a multiple of it.</param>
/// <param name="BlockBytes">Bytes per block.</param>
public sealed record GgmlTypeInfo(GgmlType Type, string Name, int BlockElements, int BlockBytes)
{
    private static readonly GgmlTypeInfo?[] s_byNumber = BuildTable();

    /// <summary>Every type that llama.cpp v0.5.0 reads from a file.</summary>
    public static IEnumerable<GgmlTypeInfo> All => s_byNumber.OfType<GgmlTypeInfo>();

    /// <summary>Bits per weight, block scales included.</summary>
    public double BitsPerElement => 8.0 * BlockBytes / BlockElements;

    /// <summary>The layout of <paramref name="type"/>, which must be a defined value.</summary>
    public static GgmlTypeInfo Of(GgmlType type) => s_byNumber[(int)type]!;

    /// <summary>Looks a stored number up; false for removed and unknown types.</summary>
    public static bool TryGet(uint number, [NotNullWhen(true)] out GgmlTypeInfo? info)
    {
        info = number < s_byNumber.Length ? s_byNumber[number] : null;
        return info is not null;
    }

    /// <summary>Bytes of a tensor or a row; <paramref name="elements"/> is a multiple of <see cref="BlockElements"/>.</summary>
    /// <exception cref="OverflowException">The size does not fit 63 bits.</exception>
    public long BytesFor(long elements) => checked(elements / BlockElements * BlockBytes);

    private static GgmlTypeInfo?[] BuildTable()
    {
        // Block sizes: ggml/src/ggml-common.h of llama.cpp v0.5.0, where each block struct's size is asserted.
        (GgmlType Type, int Elements, int Bytes)[] rows =
        [
            (GgmlType.F32, 1, 4), (GgmlType.F16, 1, 2), (GgmlType.BF16, 1, 2), (GgmlType.F64, 1, 8),
            (GgmlType.I8, 1, 1), (GgmlType.I16, 1, 2), (GgmlType.I32, 1, 4), (GgmlType.I64, 1, 8),
            (GgmlType.Q1_0, 128, 18), (GgmlType.Q2_0, 64, 18),
            (GgmlType.Q4_0, 32, 18), (GgmlType.Q4_1, 32, 20), (GgmlType.Q5_0, 32, 22), (GgmlType.Q5_1, 32, 24),
            (GgmlType.Q8_0, 32, 34), (GgmlType.Q8_1, 32, 36), (GgmlType.MXFP4, 32, 17), (GgmlType.NVFP4, 64, 36),
            (GgmlType.Q2_K, 256, 84), (GgmlType.Q3_K, 256, 110), (GgmlType.Q4_K, 256, 144), (GgmlType.Q5_K, 256, 176),
            (GgmlType.Q6_K, 256, 210), (GgmlType.Q8_K, 256, 292),
            (GgmlType.IQ1_S, 256, 50), (GgmlType.IQ1_M, 256, 56), (GgmlType.IQ2_XXS, 256, 66), (GgmlType.IQ2_XS, 256, 74),
            (GgmlType.IQ2_S, 256, 82), (GgmlType.IQ3_XXS, 256, 98), (GgmlType.IQ3_S, 256, 110),
            (GgmlType.IQ4_NL, 32, 18), (GgmlType.IQ4_XS, 256, 136), (GgmlType.TQ1_0, 256, 54), (GgmlType.TQ2_0, 256, 66),
        ];
        var table = new GgmlTypeInfo?[rows.Max(r => (int)r.Type) + 1];
        foreach (var (type, elements, bytes) in rows)
        {
            table[(int)type] = new GgmlTypeInfo(type, type.ToString(), elements, bytes);
        }

        return table;
    }
}
