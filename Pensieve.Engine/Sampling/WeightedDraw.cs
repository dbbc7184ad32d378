namespace Pensieve.Engine.Sampling;

/// <summary>
/// A draw in proportion to weight over a whole vocabulary, in order of id: sums per block first, then a walk through the
/// one block that the draw falls into. A token without weight is never drawn, and some token has weight.
/// </summary>
internal sealed class WeightedDraw(int vocabularySize)
{
    private const int Block = LogitKernels.Block;

    private readonly double[] _sums = new double[(vocabularySize + Block - 1) / Block];
    private readonly float[] _block = new float[Block];

    /// <summary>By weight e^((x - max)·scale); reads the logits once and leaves them as they are.</summary>
    public int FromLogits(ReadOnlySpan<float> logits, float max, float scale, double uniform)
    {
        for (var block = 0; block < _sums.Length; block++) _sums[block] = LogitKernels.SumExp(BlockOf(logits, block), max, scale);
        var (chosen, remaining) = PickBlock(uniform);
        var source = BlockOf(logits, chosen);
        LogitKernels.Exp(source, _block, max, scale);
        return chosen * Block + Walk(_block.AsSpan(0, source.Length), remaining);
    }

    /// <summary>By the weights themselves, of which all but the survivors are zeroed.</summary>
    public int FromWeights(Span<float> weights, Survivors survivors, double uniform)
    {
        var aboveThreshold = MathF.BitIncrement(survivors.Threshold);
        for (var block = 0; block < _sums.Length; block++)
        {
            var start = block * Block;
            var span = weights.Slice(start, Math.Min(Block, weights.Length - start));
            var ties = (int)Math.Clamp(survivors.LastTie + 1L - start, 0, span.Length);
            _sums[block] = LogitKernels.KeepAtLeast(span[..ties], survivors.Threshold)
                + LogitKernels.KeepAtLeast(span[ties..], aboveThreshold);
        }

        var (chosen, remaining) = PickBlock(uniform);
        return chosen * Block + Walk(BlockOf(weights, chosen), remaining);
    }

    /// <summary>Index of the weight that the running sum passes `target` with.</summary>
    public static int Walk(ReadOnlySpan<float> weights, double target)
    {
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] <= 0) continue;
            last = i;
            target -= weights[i];
            if (target < 0) break;
        }

        return last;
    }

    private (int Chosen, double Remaining) PickBlock(double uniform)
    {
        var total = 0.0;
        foreach (var sum in _sums) total += sum;
        var target = uniform * total;
        var last = 0;
        for (var block = 0; block < _sums.Length; block++)
        {
            if (_sums[block] <= 0) continue;
            last = block;
            if (target < _sums[block]) break;
            target -= _sums[block];
        }

        return (last, target);
    }

    private static ReadOnlySpan<float> BlockOf(ReadOnlySpan<float> values, int block) =>
        values.Slice(block * Block, Math.Min(Block, values.Length - block * Block));
}
