using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pensieve.Engine.Sampling;

/// <summary>e^x for x ≤ 0 in single precision, one vector at a time.</summary>
internal static class VectorExp
{
    /// <summary>Below this the result counts as zero: e^-86 is still a normal number, and far below any chance of a draw.</summary>
    public const float Lowest = -86f;

    // Adding 1.5·2^23 rounds to an integer, which is then found in the low bits of the sum.
    private const float RoundingMagic = 12582912f;
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts; the first has few enough bits that n·Ln2High is exact for |n| ≤ 126.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>Zero for NaN and for x below <see cref="Lowest"/>; relative error below 3e-7 elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> OfNonPositive(Vector<float> x)
    {
        var inRange = Vector.GreaterThanOrEqual(x, new Vector<float>(Lowest));
        var shifted = Vector.FusedMultiplyAdd(x, new Vector<float>(Log2E), new Vector<float>(RoundingMagic));
        var n = shifted - new Vector<float>(RoundingMagic);
        var r = Vector.FusedMultiplyAdd(n, new Vector<float>(-Ln2High), x);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(-Ln2Low), r);

        // Taylor to the seventh power: the remainder is below 6e-9 for |r| ≤ ln2/2.
        var p = Vector.FusedMultiplyAdd(new Vector<float>(1f / 5040), r, new Vector<float>(1f / 720));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 120));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 24));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 6));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(0.5f));
        p = Vector.FusedMultiplyAdd(p, r, Vector<float>.One);
        p = Vector.FusedMultiplyAdd(p, r, Vector<float>.One);

        var scaled = Vector.AsVectorSingle(Vector.AsVectorInt32(p) + Vector.ShiftLeft(Vector.AsVectorInt32(shifted), 23));
        return Vector.ConditionalSelect(Vector.AsVectorSingle(inRange), scaled, Vector<float>.Zero);
    }
}
