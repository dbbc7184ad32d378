using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Grammar;

/// <summary>Holds the frames of a stream against the grammar of its dialect.</summary>
public static class StreamGrammar
{
    /// <summary>What is wrong with a stream that should have ended well; none = nothing.</summary>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="frames">All its frames.</param>
    /// <param name="usageAsked">Whether the usage frame was asked for, in dialects where it must be.</param>
    public static IReadOnlyList<string> Violations(Dialect dialect, IReadOnlyList<StreamFrame> frames, bool usageAsked)
    {
        ArgumentNullException.ThrowIfNull(frames);
        List<string> found = [];
        try
        {
            switch (dialect)
            {
                case Dialect.AnthropicMessages:
                    MessagesGrammar.Check(frames, found);
                    break;
                case Dialect.OpenAIResponses:
                    ResponsesGrammar.Check(frames, found);
                    break;
                default:
                    ChunkGrammar.Check(dialect, frames, usageAsked, found);
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            found.Add("a frame is not of the shape: " + e.Message);
        }

        return found;
    }

    /// <summary>The member's text; null where there is none, or it is null.</summary>
    internal static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The member, or an undefined element.</summary>
    internal static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
