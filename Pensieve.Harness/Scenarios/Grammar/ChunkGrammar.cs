using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Grammar;

/// <summary>
/// Chunks of OpenAI's chat and completions: unnamed frames of one id; the role once and first; one finish reason, and no content
/// after it; usage with empty choices only if asked for; one [DONE], and nothing after it. Tool calls begin with id, type and name.
/// </summary>
internal static class ChunkGrammar
{
    public static void Check(Dialect dialect, IReadOnlyList<StreamFrame> frames, bool usageAsked, List<string> found)
    {
        var expected = dialect == Dialect.OpenAIChat ? "chat.completion.chunk" : "text_completion";
        HashSet<string?> ids = [];
        HashSet<int> calls = [];
        int roles = 0, finishes = 0, usages = 0, done = 0, contents = 0;
        foreach (var frame in frames)
        {
            if (done > 0) found.Add(frame.Data == "[DONE]" ? "a second [DONE]" : "a frame after [DONE]");
            if (frame.Event is not null) found.Add($"a frame is named '{frame.Event}'");
            if (frame.Data == "[DONE]")
            {
                done++;
                continue;
            }

            using var json = JsonDocument.Parse(frame.Data);
            var root = json.RootElement;
            if (root.Member("error").ValueKind == JsonValueKind.Object) found.Add("an error frame");
            ids.Add(root.Text("id"));
            if (root.Text("object") is var kind && kind != expected) found.Add($"object is '{kind}', not '{expected}'");
            var choices = root.GetProperty("choices");
            if (root.Member("usage").ValueKind == JsonValueKind.Object && choices.GetArrayLength() == 0) usages++;
            else if (choices.GetArrayLength() == 0) found.Add("empty choices without usage");
            foreach (var choice in choices.EnumerateArray())
            {
                var delta = choice.Member("delta");
                var content = dialect == Dialect.OpenAIChat ? delta.Text("content") : choice.Text("text");
                if (finishes > 0 && !string.IsNullOrEmpty(content)) found.Add("content after the finish reason");
                if (!string.IsNullOrEmpty(content)) contents++;
                if (delta.Text("role") is not null)
                {
                    roles++;
                    if (contents > 0 && delta.Text("content") is not { Length: > 0 }) found.Add("the role comes after content");
                }

                if (choice.Text("finish_reason") is not null) finishes++;
                if (delta.Member("tool_calls") is { ValueKind: JsonValueKind.Array } tools) Tools(tools, calls, found);
            }
        }

        if (dialect == Dialect.OpenAIChat && roles != 1) found.Add($"{roles} frames have a role");
        if (ids.Count != 1 || ids.Contains(null)) found.Add($"{ids.Count} ids");
        if (finishes != 1) found.Add($"{finishes} finish reasons");
        if (usages != (usageAsked ? 1 : 0)) found.Add($"{usages} usage frames, {(usageAsked ? "asked for" : "not asked for")}");
        if (done != 1) found.Add($"{done} [DONE]");
    }

    private static void Tools(JsonElement tools, HashSet<int> calls, List<string> found)
    {
        foreach (var call in tools.EnumerateArray())
        {
            if (!call.TryGetProperty("index", out var index))
            {
                found.Add("a tool call without index");
                continue;
            }

            if (!calls.Add(index.GetInt32())) continue;
            if (call.Text("id") is null || call.Text("type") != "function" || call.Member("function").Text("name") is null) found.Add("a tool call begins without id, type or name");
        }
    }
}
