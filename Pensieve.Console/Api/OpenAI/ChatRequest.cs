using System.Text.Json;
using System.Text.Json.Serialization;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Fields that chat and legacy completions share.</summary>
internal abstract record OpenAIRequest : SamplingFields
{
    public string? Model { get; init; }

    public NumberField N { get; init; }

    public NumberField MaxTokens { get; init; }

    [JsonConverter(typeof(TextOrListConverter<string?>))]
    public TextOrList<string?>? Stop { get; init; }

    public StreamOptions? StreamOptions { get; init; }

    public Dictionary<string, NumberField>? LogitBias { get; init; }
}

/// <summary>Options of a stream.</summary>
internal sealed record StreamOptions
{
    public bool? IncludeUsage { get; init; }
}

/// <summary>Body of POST /v1/chat/completions. Unknown fields are ignored.</summary>
internal sealed record ChatRequest : OpenAIRequest
{
    public ChatMessageParam?[]? Messages { get; init; }

    public NumberField MaxCompletionTokens { get; init; }

    public bool? Logprobs { get; init; }

    public NumberField TopLogprobs { get; init; }

    public JsonElement Tools { get; init; }

    public JsonElement ToolChoice { get; init; }

    public JsonElement Functions { get; init; }

    public JsonElement FunctionCall { get; init; }

    public JsonElement ResponseFormat { get; init; }

    public JsonElement Modalities { get; init; }

    public JsonElement Audio { get; init; }

    public JsonElement WebSearchOptions { get; init; }
}

/// <summary>One message.</summary>
internal sealed record ChatMessageParam
{
    public string? Role { get; init; }

    [JsonConverter(typeof(TextOrListConverter<ContentPart?>))]
    public TextOrList<ContentPart?>? Content { get; init; }

    public string? Name { get; init; }

    public string? Refusal { get; init; }

    public JsonElement ToolCalls { get; init; }

    public JsonElement FunctionCall { get; init; }
}

/// <summary>One part of a message; which fields count depends on <see cref="Type"/>.</summary>
internal sealed record ContentPart
{
    public string? Type { get; init; }

    public string? Text { get; init; }

    public string? Refusal { get; init; }
}
