using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Grammar;

/// <summary>
/// Anthropic's stream: message_start (block_start delta* block_stop)* message_delta message_stop, pings anywhere. Every frame is named
/// and says the same type; indices count up; deltas are of their block's kind; a tool's fragments join to a JSON object.
/// </summary>
internal static class MessagesGrammar
{
    public static void Check(IReadOnlyList<StreamFrame> frames, List<string> found)
    {
        var place = Place.Begin;
        var index = -1;
        string? block = null;
        var fragments = "";
        foreach (var frame in frames)
        {
            using var json = JsonDocument.Parse(frame.Data);
            var root = json.RootElement;
            var type = root.Text("type");
            if (frame.Event != type) found.Add($"the frame is named '{frame.Event}' and says '{type}'");
            switch (type)
            {
                case "ping":
                    break;
                case "message_start":
                    Expect(place == Place.Begin);
                    place = Place.Between;
                    var message = root.Member("message");
                    if (message.Text("id") is null || message.Text("role") != "assistant" || message.Member("content").ValueKind != JsonValueKind.Array) found.Add("message_start lacks id, role or content");
                    if (message.Member("usage").Member("input_tokens").ValueKind != JsonValueKind.Number) found.Add("message_start lacks usage.input_tokens");
                    break;
                case "content_block_start":
                    Expect(place == Place.Between);
                    place = Place.InBlock;
                    if (root.GetProperty("index").GetInt32() != ++index) found.Add($"block {index} has index {root.GetProperty("index")}");
                    block = root.GetProperty("content_block").Text("type");
                    fragments = "";
                    if (block == "tool_use" && root.GetProperty("content_block").Member("input").ValueKind != JsonValueKind.Object) found.Add("tool_use begins without input");
                    break;
                case "content_block_delta":
                    Expect(place == Place.InBlock && root.GetProperty("index").GetInt32() == index);
                    var delta = root.GetProperty("delta");
                    if (!Fits(block, delta.Text("type"))) found.Add($"a {delta.Text("type")} in a {block} block");
                    fragments += delta.Text("partial_json");
                    break;
                case "content_block_stop":
                    Expect(place == Place.InBlock && root.GetProperty("index").GetInt32() == index);
                    place = Place.Between;
                    if (block == "tool_use" && fragments.Length > 0) JsonDocument.Parse(fragments).Dispose();
                    break;
                case "message_delta":
                    Expect(place == Place.Between);
                    place = Place.Delta;
                    if (root.Member("delta").Text("stop_reason") is null) found.Add("message_delta without stop_reason");
                    if (root.Member("usage").Member("output_tokens").ValueKind != JsonValueKind.Number) found.Add("message_delta without usage.output_tokens");
                    break;
                case "message_stop":
                    Expect(place == Place.Delta);
                    place = Place.End;
                    break;
                case "error":
                    found.Add("an error frame");
                    break;
                default:
                    found.Add($"a frame of type '{type}'");
                    break;
            }

            void Expect(bool holds)
            {
                if (!holds) found.Add($"{type} in a place where it must not be");
            }
        }

        if (place != Place.End) found.Add($"the stream ends {(place == Place.InBlock ? "inside a block" : "without message_stop")}");
    }

    private static bool Fits(string? block, string? delta) => (block, delta) switch
    {
        ("text", "text_delta" or "citations_delta") => true,
        ("thinking", "thinking_delta" or "signature_delta") => true,
        ("tool_use" or "server_tool_use", "input_json_delta") => true,
        _ => false,
    };

    private enum Place
    {
        Begin,
        Between,
        InBlock,
        Delta,
        End,
    }
}
