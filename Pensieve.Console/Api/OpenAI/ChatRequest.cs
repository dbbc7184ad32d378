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

    /// <summary>GBNF that the output must match, as llama-server takes it.</summary>
    public string? Grammar { get; init; }

    /// <summary>JSON schema that the output must satisfy, as llama-server takes it.</summary>
    public JsonElement JsonSchema { get; init; }
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

    public ChatToolParam?[]? Tools { get; init; }

    public JsonElement ToolChoice { get; init; }

    public bool? ParallelToolCalls { get; init; }

    public string? ReasoningEffort { get; init; }

    /// <summary>Variables for the chat template, as vLLM and llama-server take them.</summary>
    public JsonElement ChatTemplateKwargs { get; init; }

    /// <summary>Most tokens of thinking, as llama-server takes it.</summary>
    public NumberField ThinkingBudgetTokens { get; init; }

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

    /// <summary>Thinking of an earlier answer, sent back.</summary>
    public string? ReasoningContent { get; init; }

    public ChatCallParam?[]? ToolCalls { get; init; }

    public string? ToolCallId { get; init; }

    public JsonElement FunctionCall { get; init; }
}

/// <summary>One part of a message; which fields count depends on <see cref="Type"/>.</summary>
internal sealed record ContentPart
{
    public string? Type { get; init; }

    public string? Text { get; init; }

    public string? Refusal { get; init; }
}

/// <summary>A tool on offer.</summary>
internal sealed record ChatToolParam
{
    public string? Type { get; init; }

    public FunctionParam? Function { get; init; }
}

/// <summary>A function on offer; its parameters are a JSON schema.</summary>
internal sealed record FunctionParam
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public JsonElement Parameters { get; init; }

    public bool? Strict { get; init; }
}

/// <summary>A call that the assistant made.</summary>
internal sealed record ChatCallParam
{
    public string? Id { get; init; }

    public string? Type { get; init; }

    public FunctionCallParam? Function { get; init; }
}

/// <summary>Its function; the arguments are JSON as text.</summary>
internal sealed record FunctionCallParam
{
    public string? Name { get; init; }

    public string? Arguments { get; init; }
}
