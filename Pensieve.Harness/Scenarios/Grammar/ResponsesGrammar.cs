using System.Text;
using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Grammar;

/// <summary>
/// OpenAI's Responses stream: named events of gapless sequence numbers, response.created first; the deltas of each part join to its
/// done text; one terminal event, and nothing after it but [DONE].
/// </summary>
internal static class ResponsesGrammar
{
    public static void Check(IReadOnlyList<StreamFrame> frames, List<string> found)
    {
        long? number = null;
        var terminals = 0;
        var first = true;
        Dictionary<string, StringBuilder> parts = [];
        foreach (var frame in frames)
        {
            if (frame.Data == "[DONE]")
            {
                if (terminals == 0) found.Add("[DONE] before the terminal event");
                continue;
            }

            if (terminals > 0) found.Add("a frame after the terminal event");
            using var json = JsonDocument.Parse(frame.Data);
            var root = json.RootElement;
            var type = root.Text("type") ?? "";
            if (frame.Event != type) found.Add($"the frame is named '{frame.Event}' and says '{type}'");
            if (first && type != "response.created") found.Add($"the stream begins with {type}");
            first = false;
            var sequence = root.GetProperty("sequence_number").GetInt64();
            if (number is { } before && sequence != before + 1) found.Add($"sequence number {sequence} after {before}");
            number = sequence;
            switch (type)
            {
                case "response.output_text.delta" or "response.function_call_arguments.delta":
                    Part(root).Append(root.Text("delta"));
                    break;
                case "response.output_text.done":
                    Compare(root.Text("text"), Part(root));
                    break;
                case "response.function_call_arguments.done":
                    Compare(root.Text("arguments"), Part(root));
                    JsonDocument.Parse(root.Text("arguments") ?? "").Dispose();
                    break;
                case "response.completed" or "response.incomplete":
                    terminals++;
                    if (root.GetProperty("response").Member("usage").ValueKind != JsonValueKind.Object) found.Add("the terminal event has no usage");
                    break;
                case "response.failed" or "error":
                    terminals++;
                    found.Add("an error event");
                    break;
            }
        }

        if (terminals != 1) found.Add($"{terminals} terminal events");

        StringBuilder Part(JsonElement root)
        {
            var key = $"{root.Text("item_id")}/{root.Member("content_index")}";
            return parts.TryGetValue(key, out var text) ? text : parts[key] = new StringBuilder();
        }

        void Compare(string? done, StringBuilder deltas)
        {
            if (done != deltas.ToString()) found.Add($"the deltas join to '{deltas}', the done text is '{done}'");
        }
    }
}
