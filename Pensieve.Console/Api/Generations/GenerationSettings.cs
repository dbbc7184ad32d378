using System.Collections.Immutable;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Generations;

/// <summary>What a request says about its generations, the prompt apart.</summary>
internal sealed record GenerationSettings
{
    /// <summary>How tokens are chosen.</summary>
    public required SamplingParameters Sampling { get; init; }

    /// <summary>Null = until the model stops.</summary>
    public int? MaxTokens { get; init; }

    /// <inheritdoc cref="GenerationRequest.StopSequences"/>
    public ImmutableArray<string> StopSequences { get; init; } = [];

    /// <inheritdoc cref="GenerationRequest.Grammar"/>
    public string? Grammar { get; init; }

    /// <inheritdoc cref="GenerationRequest.IgnoreEos"/>
    public bool IgnoreEos { get; init; }

    /// <inheritdoc cref="GenerationRequest.CachePrompt"/>
    public bool CachePrompt { get; init; } = true;

    /// <summary>The client reads a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>The engine's request for one choice.</summary>
    /// <param name="id">Unique id.</param>
    /// <param name="prompt">What to continue.</param>
    /// <param name="caller">Facts of the HTTP request.</param>
    /// <param name="parsing">How its output is taken apart; null = it is text throughout.</param>
    /// <param name="repeat">0 for the first of several choices of one prompt: each gets a seed of its own.</param>
    public GenerationRequest ToRequest(string id, Prompt prompt, Caller caller, OutputParsing? parsing = null, int repeat = 0) => new()
    {
        Id = id,
        Prompt = prompt,
        Sampling = repeat > 0 && Sampling.Seed is { } seed ? Sampling with { Seed = unchecked(seed + (ulong)repeat) } : Sampling,
        MaxTokens = MaxTokens ?? caller.MaxTokens,
        StopSequences = StopSequences,
        VisibleTokens = parsing?.VisibleTokens ?? [],
        Reasoning = parsing?.Reasoning,
        Grammar = Grammar,
        IgnoreEos = IgnoreEos,
        CachePrompt = CachePrompt,
        CacheScope = caller.CacheScope,
        Deadline = caller.Deadline,
        Source = caller.Source,
        Streaming = Stream,
        ReceivedNs = caller.ReceivedNs,
    };
}

/// <summary>Facts of the HTTP request that its generations carry.</summary>
/// <param name="Source">API route.</param>
/// <param name="ReceivedNs">When the server had the whole request.</param>
/// <param name="CacheScope">Who shares its KV.</param>
/// <param name="Deadline">Time it may take; null = any.</param>
internal readonly record struct Caller(string Source, long ReceivedNs, string CacheScope, TimeSpan? Deadline)
{
    /// <summary>Most tokens where the request names no limit; null = any.</summary>
    public int? MaxTokens { get; init; }
}
