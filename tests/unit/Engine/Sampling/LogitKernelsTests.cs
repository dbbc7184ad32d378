using System.Numerics;
using Pensieve.Engine.Sampling;

namespace Pensieve.Tests.Unit.Engine.Sampling;

public sealed class LogitKernelsTests
{
    [Fact]
    public void PowerOfTwo_WholeRange_IsWithinThreeTenMillionths()
    {
        for (var x = 0f; x >= VectorExp.Lowest; x -= 0.00137f)
        {
            var exact = Math.Pow(2, x);
            Assert.InRange(VectorExp.PowerOfTwo(new Vector<float>(x))[0], exact * (1 - 3e-7), exact * (1 + 3e-7));
        }

        Assert.Equal(1f, VectorExp.PowerOfTwo(Vector<float>.Zero)[0]);
        foreach (var x in new[] { float.NaN, float.NegativeInfinity, -124.1f, float.MinValue })
            Assert.Equal(0f, VectorExp.PowerOfTwo(new Vector<float>(x))[0]);
    }

    [Fact]
    public void Kernels_EveryLengthAndAlignment_AgreeWithScalarCode()
    {
        var random = new Random(2);
        for (var length = 1; length < 2200; length += length < 100 ? 1 : 37)
        {
            var values = LogitCases.Random(random, length + 3).AsSpan(random.Next(4))[..length].ToArray();
            for (var i = 0; i < length; i++)
                if (float.IsPositiveInfinity(values[i])) values[i] = 4;
            var numbers = values.Where(x => !float.IsNaN(x)).DefaultIfEmpty(float.NegativeInfinity).ToArray();
            var max = numbers.Max();
            Assert.Equal(max, LogitKernels.Max(values));
            Assert.Equal(float.IsNegativeInfinity(max) ? 0 : Array.IndexOf(values, max), LogitKernels.IndexOfMax(values));
            if (float.IsNegativeInfinity(max)) continue;

            var expected = numbers.Sum(x => Math.Exp(0.7 * ((double)x - max)));
            var weights = new float[length];
            Assert.Equal(expected, LogitKernels.SumExp(values, max, 0.7f), expected * 1e-6);
            Assert.Equal(expected, LogitKernels.Exp(values, weights, max, 0.7f), expected * 1e-6);
            var threshold = weights[random.Next(length)];
            var (mass, count) = LogitKernels.AtLeast(weights, threshold);
            Assert.Equal(weights.Count(w => w >= threshold), count);
            Assert.Equal(weights.Where(w => w >= threshold).Sum(w => (double)w), mass, expected * 1e-6);
            var kept = weights.Select(w => w >= threshold ? w : 0).ToArray();
            Assert.Equal(mass, LogitKernels.KeepAtLeast(weights, threshold), expected * 1e-6);
            Assert.Equal(kept, weights);
        }
    }
}
