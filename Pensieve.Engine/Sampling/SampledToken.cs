namespace Pensieve.Engine.Sampling;

/// <summary>The token a <see cref="Sampler"/> chose.</summary>
/// <param name="Token">Token id.</param>
/// <param name="LogProb">
/// Natural logarithm of its probability in the model's own distribution (before bias, penalties, temperature and filters),
/// ≤ 0; negative infinity if the model ruled it out; NaN when log-probabilities were not asked for.
/// </param>
public readonly record struct SampledToken(int Token, float LogProb);

/// <summary>A candidate token with its log-probability in the model's own distribution.</summary>
/// <param name="Token">Token id.</param>
/// <param name="LogProb">Natural logarithm, ≤ 0, finite.</param>
public readonly record struct TokenScore(int Token, float LogProb);
