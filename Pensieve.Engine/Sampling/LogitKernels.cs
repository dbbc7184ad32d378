using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pensieve.Engine.Sampling;

/// <summary>
/// The passes over a whole vocabulary, in vector code. NaN never wins a comparison here and weighs nothing: it counts as
/// negative infinity throughout. Sums run in single precision over at most <see cref="Block"/> elements, then in double.
/// </summary>
internal static class LogitKernels
{
    /// <summary>Elements per block of the passes that work block by block: 4 KiB, a fraction of the L1 cache.</summary>
    public const int Block = 1024;

    /// <summary>
    /// Skips tiered compilation: unoptimised vector code is tens of times slower, and in a worker whose cores are busy
    /// computing, the background compiler that would replace it gets its turn late.
    /// </summary>
    public const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization;

    /// <summary>The largest value; negative infinity if there is none.</summary>
    [MethodImpl(Optimized)]
    public static float Max(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> a = new(float.NegativeInfinity), b = a, c = a, d = a;
        var i = 0;
        for (; i <= vectors.Length - 4; i += 4)
        {
            a = Larger(vectors[i], a);
            b = Larger(vectors[i + 1], b);
            c = Larger(vectors[i + 2], c);
            d = Larger(vectors[i + 3], d);
        }

        for (; i < vectors.Length; i++) a = Larger(vectors[i], a);
        a = Larger(Larger(a, b), Larger(c, d));
        var max = float.NegativeInfinity;
        for (var lane = 0; lane < Vector<float>.Count; lane++) max = a[lane] > max ? a[lane] : max;
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..]) max = value > max ? value : max;
        return max;
    }

    /// <summary>The lowest index that holds the largest value; 0 if every value is negative infinity or NaN.</summary>
    public static int IndexOfMax(ReadOnlySpan<float> values)
    {
        var max = float.NegativeInfinity;
        var found = 0;
        for (var start = 0; start < values.Length; start += Block)
        {
            var blockMax = Max(values.Slice(start, Math.Min(Block, values.Length - start)));
            if (blockMax <= max) continue;
            max = blockMax;
            found = start;
        }

        if (float.IsNegativeInfinity(max)) return 0;
        while (values[found] != max) found++;
        return found;
    }

    /// <summary>
    /// Puts the largest finite number in place of positive infinity, so that differences are defined and the tokens
    /// concerned share the whole mass; returns that number.
    /// </summary>
    public static float Saturate(Span<float> values)
    {
        values.Replace(float.PositiveInfinity, float.MaxValue);
        return float.MaxValue;
    }

    /// <summary>Sum of e^((x - max)·scale).</summary>
    public static double SumExp(ReadOnlySpan<float> values, float max, float scale)
    {
        var total = 0.0;
        for (var start = 0; start < values.Length; start += Block)
            total += SumExpOfBlock(values.Slice(start, Math.Min(Block, values.Length - start)), max, scale);
        return total;
    }

    /// <summary>Writes e^((x - max)·scale) for each x and returns the sum; source and destination may be the same.</summary>
    public static double Exp(ReadOnlySpan<float> values, Span<float> destination, float max, float scale)
    {
        var total = 0.0;
        for (var start = 0; start < values.Length; start += Block)
        {
            var length = Math.Min(Block, values.Length - start);
            total += ExpOfBlock(values.Slice(start, length), destination.Slice(start, length), max, scale);
        }

        return total;
    }

    /// <summary>Sum and number of the weights at or above a threshold.</summary>
    [MethodImpl(Optimized)]
    public static (double Mass, int Count) AtLeast(ReadOnlySpan<float> weights, float threshold)
    {
        var mass = 0.0;
        var count = 0;
        for (var start = 0; start < weights.Length; start += Block)
        {
            var block = weights.Slice(start, Math.Min(Block, weights.Length - start));
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(block);
            var bound = new Vector<float>(threshold);
            Vector<float> sumA = Vector<float>.Zero, sumB = sumA;
            Vector<int> countA = Vector<int>.Zero, countB = countA;
            var i = 0;
            for (; i <= vectors.Length - 2; i += 2)
            {
                var maskA = Vector.GreaterThanOrEqual(vectors[i], bound);
                var maskB = Vector.GreaterThanOrEqual(vectors[i + 1], bound);
                sumA += vectors[i] & Vector.AsVectorSingle(maskA);
                sumB += vectors[i + 1] & Vector.AsVectorSingle(maskB);
                countA -= maskA;
                countB -= maskB;
            }

            for (i *= Vector<float>.Count; i < block.Length; i++)
            {
                if (!(block[i] >= threshold)) continue;
                mass += block[i];
                count++;
            }

            mass += Vector.Sum(sumA + sumB);
            count += Vector.Sum(countA + countB);
        }

        return (mass, count);
    }

    /// <summary>Zeroes the weights below a threshold and returns the sum of the others. At most one block.</summary>
    [MethodImpl(Optimized)]
    public static double KeepAtLeast(Span<float> weights, float threshold)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(weights);
        var bound = new Vector<float>(threshold);
        var sums = Vector<float>.Zero;
        foreach (ref var vector in vectors)
        {
            vector &= Vector.AsVectorSingle(Vector.GreaterThanOrEqual(vector, bound));
            sums += vector;
        }

        double total = Vector.Sum(sums);
        foreach (ref var weight in weights[(vectors.Length * Vector<float>.Count)..])
        {
            if (!(weight >= threshold)) weight = 0;
            total += weight;
        }

        return total;
    }

    [MethodImpl(Optimized)]
    private static double SumExpOfBlock(ReadOnlySpan<float> values, float max, float scale)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> maxima = new(max), scales = new(scale * VectorExp.Log2E), a = Vector<float>.Zero, b = a;
        var i = 0;
        for (; i <= vectors.Length - 2; i += 2)
        {
            a += VectorExp.PowerOfTwo((vectors[i] - maxima) * scales);
            b += VectorExp.PowerOfTwo((vectors[i + 1] - maxima) * scales);
        }

        double total = Vector.Sum(a + b);
        foreach (var value in values[(i * Vector<float>.Count)..]) total += ExpOf(value, max, scale);
        return total;
    }

    [MethodImpl(Optimized)]
    private static double ExpOfBlock(ReadOnlySpan<float> values, Span<float> destination, float max, float scale)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var results = MemoryMarshal.Cast<float, Vector<float>>(destination);
        Vector<float> maxima = new(max), scales = new(scale * VectorExp.Log2E), a = Vector<float>.Zero, b = a;
        var i = 0;
        for (; i <= vectors.Length - 2; i += 2)
        {
            var first = VectorExp.PowerOfTwo((vectors[i] - maxima) * scales);
            var second = VectorExp.PowerOfTwo((vectors[i + 1] - maxima) * scales);
            results[i] = first;
            results[i + 1] = second;
            a += first;
            b += second;
        }

        double total = Vector.Sum(a + b);
        for (i *= Vector<float>.Count; i < values.Length; i++) total += destination[i] = ExpOf(values[i], max, scale);
        return total;
    }

    // One lane of the vector code, so that equal logits weigh the same wherever they stand.
    private static float ExpOf(float value, float max, float scale) =>
        VectorExp.PowerOfTwo(new Vector<float>((value - max) * (scale * VectorExp.Log2E)))[0];

    private static Vector<float> Larger(Vector<float> candidate, Vector<float> best) =>
        Vector.ConditionalSelect(Vector.GreaterThan(candidate, best), candidate, best);
}
