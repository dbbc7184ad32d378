using System.Text.Json;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Body of POST /v1/completions. Unknown fields are ignored.</summary>
internal sealed record CompletionRequest : OpenAIRequest
{
    /// <summary>A string, strings, token ids, or lists of token ids.</summary>
    public JsonElement Prompt { get; init; }

    public string? Suffix { get; init; }

    public bool? Echo { get; init; }

    public NumberField Logprobs { get; init; }

    public NumberField BestOf { get; init; }
}
