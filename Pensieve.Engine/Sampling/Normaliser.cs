namespace Pensieve.Engine.Sampling;

/// <summary>What turns logits into natural log-probabilities: log p = (x - max) - ln Σ e^(x - max).</summary>
internal readonly record struct Normaliser(float Max, double LogSum)
{
    /// <summary>Reads the logits twice.</summary>
    public static Normaliser Of(ReadOnlySpan<float> logits)
    {
        var max = LogitKernels.Max(logits);
        var sum = float.IsFinite(max) ? LogitKernels.SumExp(logits, max, 1) : logits.Count(max);
        return new Normaliser(max, Math.Log(sum));
    }

    /// <summary>
    /// Negative infinity for NaN, for everything beside a token at positive infinity, and where every logit is negative infinity.
    /// </summary>
    public float LogProb(float logit)
    {
        if (float.IsNaN(logit) || float.IsNegativeInfinity(Max)) return float.NegativeInfinity;

        // Also where both are infinite, and their difference is not defined.
        var below = logit == Max ? 0 : (double)logit - Max;
        return (float)Math.Min(0, below - LogSum);
    }
}
