namespace Pensieve.Engine.Sampling;

/// <summary>What turns logits into natural log-probabilities: log p = (x - max) - ln Σ e^(x - max).</summary>
internal readonly record struct Normaliser(float Max, double LogSum)
{
    /// <summary>Reads the logits twice. Saturates positive infinities (<see cref="Saturate"/>).</summary>
    public static Normaliser Of(Span<float> logits)
    {
        var max = LogitKernels.Max(logits);
        if (float.IsNegativeInfinity(max)) return new Normaliser(max, 0);
        if (float.IsPositiveInfinity(max)) max = Saturate(logits);
        return new Normaliser(max, Math.Log(LogitKernels.SumExp(logits, max, 1)));
    }

    /// <summary>Negative infinity for NaN, and where every logit is negative infinity.</summary>
    public float LogProb(float logit) =>
        float.IsNaN(logit) || float.IsNegativeInfinity(Max)
            ? float.NegativeInfinity
            : (float)Math.Min(0, (double)logit - Max - LogSum);

    /// <summary>
    /// Puts the largest finite number in place of positive infinity, so that differences are defined and the tokens
    /// concerned share the whole mass; returns that number.
    /// </summary>
    public static float Saturate(Span<float> logits)
    {
        foreach (ref var logit in logits)
            if (float.IsPositiveInfinity(logit)) logit = float.MaxValue;
        return float.MaxValue;
    }
}
