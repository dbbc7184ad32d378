using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pensieve.Engine.Sampling;

/// <summary>2^y for y ≤ 0 in single precision, one vector at a time.</summary>
internal static class VectorExp
{
    /// <summary>Turns a difference of natural logarithms into one of base-2 logarithms.</summary>
    public const float Log2E = 1.44269504f;

    /// <summary>Below this the result counts as zero: 2^-124 is still a normal number, and far below any chance of a draw.</summary>
    public const float Lowest = -124f;

    // Adding 1.5·2^23 rounds to an integer, which is then found in the low bits of the sum.
    private const float RoundingMagic = 12582912f;
    private const double Ln2 = 0.6931471805599453;

    /// <summary>Zero for NaN and for y below <see cref="Lowest"/>; relative error below 3e-7 elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> PowerOfTwo(Vector<float> y)
    {
        var rounded = y + new Vector<float>(RoundingMagic);
        var r = y - (rounded - new Vector<float>(RoundingMagic));

        // Taylor series of 2^r to the sixth power: the remainder is below 1.3e-7 for |r| ≤ 1/2.
        var p = Vector.FusedMultiplyAdd(
            new Vector<float>((float)(Ln2 * Ln2 * Ln2 * Ln2 * Ln2 * Ln2 / 720)), r, new Vector<float>((float)(Ln2 * Ln2 * Ln2 * Ln2 * Ln2 / 120)));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>((float)(Ln2 * Ln2 * Ln2 * Ln2 / 24)));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>((float)(Ln2 * Ln2 * Ln2 / 6)));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>((float)(Ln2 * Ln2 / 2)));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>((float)Ln2));
        p = Vector.FusedMultiplyAdd(p, r, Vector<float>.One);

        var scaled = Vector.AsVectorSingle(Vector.AsVectorInt32(p) + Vector.ShiftLeft(Vector.AsVectorInt32(rounded), 23));
        var inRange = Vector.GreaterThanOrEqual(y, new Vector<float>(Lowest));
        return scaled & Vector.AsVectorSingle(inRange);
    }
}
