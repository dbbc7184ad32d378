using System.Text.Json;
using System.Text.Json.Serialization;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Responses;

/// <summary>Body of POST /v1/responses and …/input_tokens. Unknown fields are ignored.</summary>
internal sealed record ResponsesRequest : SamplingFields
{
    public string? Model { get; init; }

    [JsonConverter(typeof(TextOrListConverter<ResponseItemParam?>))]
    public TextOrList<ResponseItemParam?>? Input { get; init; }

    public string? Instructions { get; init; }

    public NumberField MaxOutputTokens { get; init; }

    public NumberField TopLogprobs { get; init; }

    public string?[]? Include { get; init; }

    public ResponseToolParam?[]? Tools { get; init; }

    public JsonElement ToolChoice { get; init; }

    public bool? ParallelToolCalls { get; init; }

    public JsonElement Text { get; init; }

    public JsonElement Reasoning { get; init; }

    public string? PreviousResponseId { get; init; }

    public bool? Store { get; init; }

    public string? Truncation { get; init; }

    public Dictionary<string, string?>? Metadata { get; init; }

    public string? User { get; init; }

    public string? SafetyIdentifier { get; init; }

    public string? PromptCacheKey { get; init; }

    public ResponseStreamOptions? StreamOptions { get; init; }

    public bool? Background { get; init; }

    public JsonElement Conversation { get; init; }

    public JsonElement Prompt { get; init; }

    public JsonElement ContextManagement { get; init; }

    public JsonElement Moderation { get; init; }

    // Extensions, spelled as on the chat route.
    [JsonConverter(typeof(TextOrListConverter<string?>))]
    public TextOrList<string?>? Stop { get; init; }

    public Dictionary<string, NumberField>? LogitBias { get; init; }

    public string? Grammar { get; init; }

    public JsonElement JsonSchema { get; init; }

    // Names of the chat route, which clients confuse.
    public JsonElement Messages { get; init; }

    public JsonElement MaxTokens { get; init; }

    public JsonElement MaxCompletionTokens { get; init; }

    public JsonElement N { get; init; }

    public JsonElement ResponseFormat { get; init; }
}

/// <summary>Options of a stream.</summary>
internal sealed record ResponseStreamOptions
{
    public bool? IncludeObfuscation { get; init; }
}

/// <summary>A tool on offer: a function, flatter than on the chat route.</summary>
internal sealed record ResponseToolParam
{
    public string? Type { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public JsonElement Parameters { get; init; }

    public bool? Strict { get; init; }
}

/// <summary>One item of the input; which fields count depends on <see cref="Type"/>.</summary>
internal sealed record ResponseItemParam
{
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? Role { get; init; }

    [JsonConverter(typeof(TextOrListConverter<ContentPart?>))]
    public TextOrList<ContentPart?>? Content { get; init; }

    public string? CallId { get; init; }

    public string? Name { get; init; }

    public string? Arguments { get; init; }

    [JsonConverter(typeof(TextOrListConverter<ContentPart?>))]
    public TextOrList<ContentPart?>? Output { get; init; }
}
