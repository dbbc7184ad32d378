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
/// <param name="Stops">Stop strings.</param>
internal sealed record MockRequest(Dialect Dialect, string Model, string Prompt, int MaxTokens, bool Stream, bool Usage, IReadOnlyList<string> Stops)
{
    /// <summary>Reads a body; null = it is no JSON object, has no prompt, or a limit that is none.</summary>
    public static MockRequest? Read(Dialect dialect, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !IsValid(dialect, root)) return null;
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
                root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object && True(options, "include_usage"),
                [.. Strings(root, "stop"), .. Strings(root, "stop_sequences")]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text in it that is no Unicode.
            return null;
        }
    }

    // What any server refuses: no prompt, or a limit that is none.
    private static bool IsValid(Dialect dialect, JsonElement root)
    {
        var name = dialect switch
        {
            Dialect.OpenAICompletions => "prompt",
            Dialect.OpenAIResponses => "input",
            _ => "messages",
        };
        if (!root.TryGetProperty(name, out var prompt) || prompt.ValueKind is not (JsonValueKind.Array or JsonValueKind.String)) return false;
        foreach (var limit in (string[])["max_tokens", "max_completion_tokens", "max_output_tokens"])
        {
            if (root.TryGetProperty(limit, out var value) && value.ValueKind != JsonValueKind.Null && (Integer(root, limit) is not { } number || number < 1)) return false;
        }

        return true;
    }

    private static string[] Strings(JsonElement root, string name) => !root.TryGetProperty(name, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).ToArray(),
        _ => [],
    };

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
