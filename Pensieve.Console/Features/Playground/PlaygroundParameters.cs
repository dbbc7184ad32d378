using System.Text.Json;
using System.Text.Json.Nodes;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Features.Playground;

/// <summary>A number that a body may carry.</summary>
/// <param name="Range">Its name on the wire and what it may hold: the API's own table.</param>
/// <param name="Label">Its name on the page.</param>
/// <param name="Default">What its absence means.</param>
internal sealed record PlaygroundParameter(FieldRange Range, string Label, string Default)
{
    /// <summary>All, in the order of the page.</summary>
    public static IReadOnlyList<PlaygroundParameter> All { get; } =
    [
        new(Ranges.OpenAI.Sampling.Temperature, "Temperature", "1"),
        new(Ranges.Chat.MaxTokens, "Most tokens", "until it stops"),
        new(Ranges.OpenAI.Sampling.TopP, "Top p", "1: off"),
        new(Ranges.OpenAI.Sampling.TopK, "Top k", "0: off"),
        new(Ranges.OpenAI.Sampling.MinP, "Min p", "0: off"),
        new(Ranges.OpenAI.Sampling.RepeatPenalty, "Repeat penalty", "1: off"),
        new(Ranges.OpenAI.Sampling.FrequencyPenalty, "Frequency penalty", "0: off"),
        new(Ranges.OpenAI.Sampling.PresencePenalty, "Presence penalty", "0: off"),
        new(Ranges.OpenAI.Sampling.Seed, "Seed", "random"),
        new(Ranges.Chat.TopLogProbs, "Alternatives a token", "no log-probabilities"),
    ];

    /// <summary>The text as JSON: a number where it is one, else the text, which the API then refuses by its name.</summary>
    public static JsonNode? ToJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value : JsonValue.Create(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
