using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace Pensieve.Engine.Gguf.Synthesis;

/// <summary>
/// Random values and their storage formats. The value of element i of a tensor depends on seed, tensor and i alone and uses
/// integer arithmetic up to the last multiplication, so neither chunking, threads nor machine change a byte.
/// </summary>
internal static class SynthWeights
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // Sum of four 16-bit uniforms: mean 2 × 65,535, variance 4 × (65,536² − 1) ÷ 12.
    private const int SumMean = 131_070;
    private const float SumDeviation = 37_837.227f;

    /// <summary>Start of a tensor's own stream.</summary>
    public static ulong StreamOf(ulong seed, int tensor) => Mix(Mix(seed) + ((ulong)tensor * Golden));

    /// <summary>Values <paramref name="first"/> and on of a stream: near-normal with the given deviation, within ±3.5 of it.</summary>
    public static void Fill(Span<float> values, ulong stream, long first, float deviation)
    {
        var scale = deviation / SumDeviation;
        var state = stream + (ulong)first * Golden;
        for (var i = 0; i < values.Length; i++)
        {
            state += Golden;
            var bits = Mix(state);
            var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
            values[i] = (sum - SumMean) * scale;
        }
    }

    /// <summary>Stores values as <paramref name="type"/>; their number is a multiple of its block. Returns the bytes written.</summary>
    public static int Encode(ReadOnlySpan<float> values, GgmlType type, Span<byte> bytes)
    {
        switch (type)
        {
            case GgmlType.F32:
                for (var i = 0; i < values.Length; i++)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], values[i]);
                }

                return 4 * values.Length;
            case GgmlType.F16:
                for (var i = 0; i < values.Length; i++)
                {
                    BinaryPrimitives.WriteHalfLittleEndian(bytes[(2 * i)..], (Half)values[i]);
                }

                return 2 * values.Length;
            case GgmlType.Q8_0:
                for (var block = 0; block < values.Length / 32; block++)
                {
                    EncodeQ8(values.Slice(32 * block, 32), bytes.Slice(34 * block, 34));
                }

                return values.Length / 32 * 34;
            case GgmlType.Q4_0:
                for (var block = 0; block < values.Length / 32; block++)
                {
                    EncodeQ4(values.Slice(32 * block, 32), bytes.Slice(18 * block, 18));
                }

                return values.Length / 32 * 18;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type that synth writes.");
        }
    }

    /// <summary>Q8_0: a half-precision scale d and 32 signed bytes; value = d × byte.</summary>
    private static void EncodeQ8(ReadOnlySpan<float> values, Span<byte> block)
    {
        var peak = TensorPrimitives.MaxMagnitude(values);
        var inverse = peak == 0 ? 0 : 127 / MathF.Abs(peak);
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)(MathF.Abs(peak) / 127));
        for (var i = 0; i < 32; i++)
        {
            block[2 + i] = unchecked((byte)(sbyte)MathF.Round(values[i] * inverse));
        }
    }

    /// <summary>
    /// Q4_0: a half-precision scale d and 32 numbers 0 to 15, value = d × (number − 8); element i sits in the low half of byte
    /// i, element i + 16 in the high half. The scale's sign puts the largest value on −8, the end with the longer range.
    /// </summary>
    private static void EncodeQ4(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = TensorPrimitives.MaxMagnitude(values) / -8;
        var inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        for (var i = 0; i < 16; i++)
        {
            block[2 + i] = (byte)(Nibble(values[i] * inverse) | (Nibble(values[i + 16] * inverse) << 4));
        }
    }

    private static int Nibble(float scaled) => Math.Clamp((int)(scaled + 8.5f), 0, 15);

    /// <summary>The finalizer of SplitMix64: every input bit moves every output bit.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
