using System.Text.Json;
using System.Text.Json.Serialization;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>Body of POST /v1/messages and …/count_tokens. Unknown fields are ignored.</summary>
internal sealed record MessagesRequest : SamplingFields
{
    public string? Model { get; init; }

    public NumberField MaxTokens { get; init; }

    public MessageParam?[]? Messages { get; init; }

    [JsonConverter(typeof(TextOrListConverter<ContentBlock?>))]
    public TextOrList<ContentBlock?>? System { get; init; }

    public string?[]? StopSequences { get; init; }

    public ToolParam?[]? Tools { get; init; }

    public ToolChoiceParam? ToolChoice { get; init; }

    public JsonElement Thinking { get; init; }

    public JsonElement OutputConfig { get; init; }

    public JsonElement OutputFormat { get; init; }

    public JsonElement McpServers { get; init; }

    public JsonElement Container { get; init; }

    public JsonElement Thread { get; init; }
}

/// <summary>One turn.</summary>
internal sealed record MessageParam
{
    public string? Role { get; init; }

    [JsonConverter(typeof(TextOrListConverter<ContentBlock?>))]
    public TextOrList<ContentBlock?>? Content { get; init; }
}

/// <summary>One block of a turn; which fields count depends on <see cref="Type"/>.</summary>
internal sealed record ContentBlock
{
    public string? Type { get; init; }

    public string? Text { get; init; }

    public string? Thinking { get; init; }

    public string? Id { get; init; }

    public string? Name { get; init; }

    public JsonElement Input { get; init; }

    public string? ToolUseId { get; init; }

    [JsonConverter(typeof(TextOrListConverter<ContentBlock?>))]
    public TextOrList<ContentBlock?>? Content { get; init; }

    public bool? IsError { get; init; }

    public JsonElement Source { get; init; }

    public string? Title { get; init; }

    public string? Context { get; init; }
}

/// <summary>A tool on offer. Those that the vendor runs itself have a type other than "custom".</summary>
internal sealed record ToolParam
{
    public string? Type { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public JsonElement InputSchema { get; init; }
}

/// <summary>Whether and how often the model may call.</summary>
internal sealed record ToolChoiceParam
{
    public string? Type { get; init; }

    public string? Name { get; init; }

    public bool? DisableParallelToolUse { get; init; }
}
