namespace Pensieve.Engine.Sampling;

/// <summary>
/// Top-p over a whole vocabulary without sorting it: the smallest set of best-ranked tokens whose mass reaches p.
/// The weight at its edge is bracketed by bisection over the bits of a positive float (which order as the floats do),
/// one vector pass each, until few tokens are left between the bounds; only those are ranked.
/// </summary>
internal sealed class Nucleus
{
    private const int FewEnoughToRank = 512;

    private readonly ulong[] _keys = new ulong[FewEnoughToRank];

    /// <param name="weights">Weights in [0, 1], the best one 1.</param>
    /// <param name="total">Their sum.</param>
    /// <param name="topP">Range (0, 1).</param>
    public Survivors Find(ReadOnlySpan<float> weights, double total, float topP)
    {
        var target = Math.Max(topP * total, double.Epsilon);

        // Tokens lighter than this cannot make up the missing 1 - p together, so the nucleus lies above; half of it, for rounding.
        var floor = (float)(0.5 * (1 - topP) * total / weights.Length);
        var low = BitConverter.SingleToInt32Bits(Math.Clamp(floor, float.Epsilon, 1f));
        var (lowMass, lowCount) = LogitKernels.AtLeast(weights, BitConverter.Int32BitsToSingle(low));
        if (lowMass < target)
        {
            // Rounding, with p next to 1: take everything that has any weight.
            return Survivors.AtLeast(float.Epsilon);
        }

        var high = BitConverter.SingleToInt32Bits(1f) + 1;
        var highMass = 0.0;
        var highCount = 0;
        while (lowCount - highCount > FewEnoughToRank && high - low > 1)
        {
            var middle = low + (high - low) / 2;
            var (mass, count) = LogitKernels.AtLeast(weights, BitConverter.Int32BitsToSingle(middle));
            if (mass >= target)
                (low, lowCount) = (middle, count);
            else
                (high, highMass, highCount) = (middle, mass, count);
        }

        var lowest = BitConverter.Int32BitsToSingle(low);
        var missing = target - highMass;
        return high - low == 1
            ? new Survivors(lowest, NthEqual(weights, lowest, missing / lowest))
            : Rank(weights, lowest, BitConverter.Int32BitsToSingle(high), missing);
    }

    // Id of the tie with which `needed` of them, rounded up, are in.
    private static int NthEqual(ReadOnlySpan<float> weights, float value, double needed)
    {
        var last = 0;
        var taken = 0;
        for (var token = 0; token < weights.Length; token++)
        {
            if (weights[token] != value) continue;
            last = token;
            if (++taken >= needed) break;
        }

        return last;
    }

    private Survivors Rank(ReadOnlySpan<float> weights, float lowest, float above, double missing)
    {
        var count = 0;
        for (var token = 0; token < weights.Length; token++)
            if (weights[token] >= lowest && weights[token] < above)
                _keys[count++] = RankKey.Pack(weights[token], token);

        var keys = _keys.AsSpan(0, count);
        keys.Sort();
        var i = count - 1;
        for (; i > 0; i--)
        {
            missing -= RankKey.Score(keys[i]);
            if (missing <= 0) break;
        }

        return new Survivors(RankKey.Score(keys[i]), RankKey.Token(keys[i]));
    }
}
