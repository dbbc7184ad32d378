using System.Text;
using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Mock;

/// <summary>A generation request as the mock understands it.</summary>
/// <param name="Dialect">Its route.</param>
/// <param name="Model">Model named.</param>
/// <param name="Prompt">All text of the prompt.</param>
/// <param name="MaxTokens">Most output tokens.</param>
/// <param name="Stream">Whether a stream is wanted.</param>
/// <param name="Usage">Whether a usage frame is.</param>
internal sealed record MockRequest(Dialect Dialect, string Model, string Prompt, int MaxTokens, bool Stream, bool Usage)
{
    /// <summary>Reads a body; null = it is no JSON object.</summary>
    public static MockRequest? Read(Dialect dialect, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var text = new StringBuilder();
            foreach (var name in (string[])["system", "instructions", "messages", "prompt", "input"])
            {
                if (root.TryGetProperty(name, out var part)) Collect(part, text);
            }

            var limit = Integer(root, "max_tokens") ?? Integer(root, "max_completion_tokens") ?? Integer(root, "max_output_tokens") ?? 16;
            return new MockRequest(
                dialect,
                root.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String ? model.GetString()! : "mock",
                text.ToString().Trim(), limit, True(root, "stream"),
                root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object && True(options, "include_usage"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Integer(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static bool True(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static void Collect(JsonElement json, StringBuilder text)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(json.GetString()).Append('\n');
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray()) Collect(item, text);
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    if (member.Name is "content" or "text" or "input" or "output") Collect(member.Value, text);
                }

                break;
        }
    }
}
