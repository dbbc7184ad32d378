using System.Collections.Immutable;

namespace Pensieve.Engine.Requests;

/// <summary>What a request asked for, its prompt apart.</summary>
/// <param name="Sampling">How tokens were chosen.</param>
/// <param name="MaxTokens">Most tokens to generate; null = until the model stops.</param>
/// <param name="StopSequences">Strings that end it.</param>
/// <param name="CachePrompt">It may reuse KV of others and leaves its own.</param>
/// <param name="Deadline">Time it may take; null = any.</param>
public sealed record RequestParameters(SamplingParameters Sampling, int? MaxTokens, ImmutableArray<string> StopSequences, bool CachePrompt, TimeSpan? Deadline)
{
    /// <summary>Those of a request.</summary>
    public static RequestParameters Of(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new RequestParameters(request.Sampling, request.MaxTokens, request.StopSequences, request.CachePrompt, request.Deadline);
    }
}
