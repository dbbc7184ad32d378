using Pensieve.Engine.Grammars;

namespace Pensieve.Engine.Sampling;

/// <summary>
/// Samples under a grammar: first as if there were none; only if the grammar refuses what was drawn, its mask is put on
/// the logits and the draw repeated with a random number of its own. A model that follows the grammar by itself hardly
/// ever pays for a mask. With no other filter the distribution is the masked one exactly; top-k, top-p and min-p look at
/// what the model wanted to say before the mask.
/// </summary>
internal sealed class ConstrainedSampler(int vocabularySize)
{
    private readonly float[] _working = new float[vocabularySize];

    /// <summary>Chooses a token that the grammar allows.</summary>
    /// <param name="sampler">Chooses.</param>
    /// <param name="constraint">Where the generation is in its grammar.</param>
    /// <param name="logits">Overwritten.</param>
    /// <param name="chosen">The token.</param>
    /// <returns>False if there is none; the constraint says why.</returns>
    public bool TrySample(Sampler sampler, TokenConstraint constraint, Span<float> logits, out SampledToken chosen)
    {
        logits.CopyTo(_working);
        chosen = sampler.Sample(_working);
        if (constraint.Allows(chosen.Token)) return true;
        if (!constraint.Mask(logits)) return false;
        chosen = sampler.Redraw(logits);
        if (constraint.Allows(chosen.Token)) return true;

        // The model rules out everything that the grammar allows: any allowed token will do.
        logits.Clear();
        constraint.Mask(logits);
        chosen = new SampledToken(LogitKernels.IndexOfMax(logits), float.NegativeInfinity);
        return true;
    }
}
