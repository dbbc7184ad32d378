using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>What differs between dialects besides their frames.</summary>
internal static class DialectNames
{
    /// <summary>Whether the body is the dialect's error envelope with a message.</summary>
    public static bool IsErrorEnvelope(Dialect dialect, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object) return false;
            var says = error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String && message.GetString()!.Length > 0
                && error.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
            return says && (dialect != Dialect.AnthropicMessages || (root.TryGetProperty("type", out var outer) && outer.ValueEquals("error")));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The header that carries a request's id.</summary>
    public static string IdHeader(Dialect dialect) => dialect == Dialect.AnthropicMessages ? "request-id" : "x-request-id";

    /// <summary>A smallest valid body.</summary>
    public static string SmallBody(Dialect dialect, string model, string more = "") => dialect switch
    {
        Dialect.OpenAICompletions => $$"""{"model":"{{model}}","prompt":"Hi","max_tokens":4{{more}}}""",
        Dialect.OpenAIResponses => $$"""{"model":"{{model}}","input":"Hi","max_output_tokens":16{{more}}}""",
        _ => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}],"max_tokens":4{{more}}}""",
    };
}
