using System.Text.Json;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Body of POST /v1/embeddings. Unknown fields are ignored.</summary>
internal sealed record EmbeddingsRequest
{
    public string? Model { get; init; }

    /// <summary>A string, strings, token ids, or lists of token ids.</summary>
    public JsonElement Input { get; init; }

    public string? EncodingFormat { get; init; }

    public NumberField Dimensions { get; init; }
}
