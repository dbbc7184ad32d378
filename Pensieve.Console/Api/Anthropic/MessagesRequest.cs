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

    public JsonElement Tools { get; init; }

    public JsonElement ToolChoice { get; init; }

    public JsonElement Thinking { get; init; }

    public JsonElement OutputConfig { get; init; }

    public JsonElement OutputFormat { get; init; }

    public JsonElement McpServers { get; init; }

    public JsonElement Container { get; init; }
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
}
