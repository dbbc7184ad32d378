using Pensieve.Engine.Requests;

namespace Pensieve.Benchmarks.Engine;

/// <summary>The settings that are measured.</summary>
public enum SamplingCase
{
    Greedy,
    Temperature,
    TopKTopPMinP,
    TopP,
    Penalties,
    LogProbs5,
}

internal static class SamplingCaseExtensions
{
    public static SamplingParameters Parameters(this SamplingCase @case) => @case switch
    {
        SamplingCase.Greedy => new() { Temperature = 0 },
        SamplingCase.Temperature => new() { Temperature = 0.8f },
        SamplingCase.TopKTopPMinP => new() { Temperature = 0.8f, TopK = 40, TopP = 0.95f, MinP = 0.05f },
        SamplingCase.TopP => new() { Temperature = 0.8f, TopP = 0.9f },
        SamplingCase.Penalties => new()
        {
            Temperature = 0.8f,
            TopK = 40,
            RepeatPenalty = 1.1f,
            FrequencyPenalty = 0.5f,
            PresencePenalty = 0.5f,
        },
        SamplingCase.LogProbs5 => new() { Temperature = 0, TopLogProbs = 5 },
        _ => throw new ArgumentOutOfRangeException(nameof(@case)),
    };

    /// <summary>True where the sampler overwrites logits, so that each call needs a fresh copy.</summary>
    public static bool Overwrites(this SamplingCase @case) => @case is SamplingCase.TopP or SamplingCase.Penalties;
}
