using System.Text.Json;
using System.Text.Json.Nodes;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Grammar;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>A call that a model made.</summary>
/// <param name="Id">What its result must name.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON text.</param>
internal sealed record ToolCall(string Id, string Name, string Arguments);

/// <summary>Tools on the wire: how each dialect offers them, makes calls and takes results.</summary>
internal static class ToolWire
{
    /// <summary>The one tool that is offered.</summary>
    public const string Name = "get_weather";

    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    /// <summary>Dialects that have tools.</summary>
    public static bool HasTools(Dialect dialect) => dialect is not Dialect.OpenAICompletions;

    /// <summary>Further members of a body that offer the tool; <paramref name="isForced"/> = it must be called.</summary>
    public static string Offer(Dialect dialect, bool isForced = false)
    {
        var (tools, choice) = dialect switch
        {
            Dialect.AnthropicMessages => ($$"""[{"name":"{{Name}}","description":"Weather of a city","input_schema":{{Schema}}}]""", """{"type":"any"}"""),
            Dialect.OpenAIResponses => ($$"""[{"type":"function","name":"{{Name}}","description":"Weather of a city","parameters":{{Schema}}}]""", "\"required\""),
            _ => ($$$"""[{"type":"function","function":{"name":"{{{Name}}}","description":"Weather of a city","parameters":{{{Schema}}}}}]""", "\"required\""),
        };
        return isForced ? $$"""{"tools":{{tools}},"tool_choice":{{choice}}}""" : $$"""{"tools":{{tools}}}""";
    }

    /// <summary>The tool offered, and a conversation in which it was called and has answered.</summary>
    public static string Continue(Dialect dialect, string question, IReadOnlyList<ToolCall> calls, Func<ToolCall, string> result)
    {
        var body = JsonNode.Parse(Offer(dialect))!.AsObject();
        var user = new JsonObject { ["role"] = "user", ["content"] = question };
        switch (dialect)
        {
            case Dialect.AnthropicMessages:
                body["messages"] = new JsonArray(
                    user,
                    new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray([.. calls.Select(c => (JsonNode)new JsonObject { ["type"] = "tool_use", ["id"] = c.Id, ["name"] = c.Name, ["input"] = JsonNode.Parse(c.Arguments) })]) },
                    new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. calls.Select(c => (JsonNode)new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = c.Id, ["content"] = result(c) })]) });
                break;
            case Dialect.OpenAIResponses:
                body["input"] = new JsonArray(
                [
                    user, .. calls.Select(c => (JsonNode)new JsonObject { ["type"] = "function_call", ["call_id"] = c.Id, ["name"] = c.Name, ["arguments"] = c.Arguments }),
                    .. calls.Select(c => (JsonNode)new JsonObject { ["type"] = "function_call_output", ["call_id"] = c.Id, ["output"] = result(c) }),
                ]);
                break;
            default:
                var made = calls.Select(c => (JsonNode)new JsonObject { ["id"] = c.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments } });
                body["messages"] = new JsonArray(
                [
                    user, new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray([.. made]) },
                    .. calls.Select(c => (JsonNode)new JsonObject { ["role"] = "tool", ["tool_call_id"] = c.Id, ["content"] = result(c) }),
                ]);
                break;
        }

        return body.ToJsonString();
    }

    /// <summary>Whether arguments are an object with a city.</summary>
    public static bool Fits(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments);
            return json.RootElement.Text("city") is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Calls of a whole answer.</summary>
    public static IReadOnlyList<ToolCall> Calls(Dialect dialect, JsonElement answer) => dialect switch
    {
        Dialect.AnthropicMessages => [.. Each(answer.Member("content")).Where(b => b.Text("type") == "tool_use").Select(b => new ToolCall(b.Text("id") ?? "", b.Text("name") ?? "", b.Member("input").GetRawText()))],
        Dialect.OpenAIResponses => [.. Each(answer.Member("output")).Where(i => i.Text("type") == "function_call").Select(i => new ToolCall(i.Text("call_id") ?? "", i.Text("name") ?? "", i.Text("arguments") ?? ""))],
        _ => [.. Each(answer.Member("choices")).SelectMany(c => Each(c.Member("message").Member("tool_calls"))).Select(t => new ToolCall(t.Text("id") ?? "", t.Member("function").Text("name") ?? "", t.Member("function").Text("arguments") ?? ""))],
    };

    /// <summary>Why a whole answer ended; null = not said.</summary>
    public static string? Finish(Dialect dialect, JsonElement answer) => dialect switch
    {
        Dialect.AnthropicMessages => answer.Text("stop_reason"),
        Dialect.OpenAIResponses => answer.Member("incomplete_details").Text("reason") ?? answer.Text("status"),
        _ => Each(answer.Member("choices")).Select(c => c.Text("finish_reason")).FirstOrDefault(),
    };

    /// <summary>Whether an answer was cut at its limit: arguments are honestly incomplete then.</summary>
    public static bool IsCut(string? finish) => finish is "length" or "max_tokens" or "max_output_tokens" or "incomplete";

    /// <summary>Calls of a stream.</summary>
    public static IReadOnlyList<ToolCall> Calls(Dialect dialect, IReadOnlyList<StreamFrame> frames)
    {
        SortedDictionary<int, ToolCall> calls = [];
        foreach (var frame in frames.Where(f => f.Data != "[DONE]"))
        {
            using var json = JsonDocument.Parse(frame.Data);
            var root = json.RootElement;
            switch (dialect)
            {
                case Dialect.AnthropicMessages:
                    TakeMessages(root, calls);
                    break;
                case Dialect.OpenAIResponses:
                    var item = root.Member("item");
                    if (root.Text("type") == "response.output_item.done" && item.Text("type") == "function_call")
                        calls[calls.Count] = new ToolCall(item.Text("call_id") ?? "", item.Text("name") ?? "", item.Text("arguments") ?? "");
                    break;
                default:
                    TakeChat(root, calls);
                    break;
            }
        }

        return [.. calls.Values.Select(c => c.Arguments.Length == 0 ? c with { Arguments = "{}" } : c)];
    }

    private static void TakeChat(JsonElement root, SortedDictionary<int, ToolCall> calls)
    {
        foreach (var tool in Each(root.Member("choices")).SelectMany(c => Each(c.Member("delta").Member("tool_calls"))))
        {
            var index = tool.Member("index").TryGetInt32Safe() ?? -1;
            var call = calls.GetValueOrDefault(index) ?? new ToolCall("", "", "");
            calls[index] = new ToolCall(call.Id + tool.Text("id"), call.Name + tool.Member("function").Text("name"), call.Arguments + tool.Member("function").Text("arguments"));
        }
    }

    private static void TakeMessages(JsonElement root, SortedDictionary<int, ToolCall> calls)
    {
        var index = root.Member("index").TryGetInt32Safe() ?? -1;
        var block = root.Member("content_block");
        if (block.Text("type") == "tool_use") calls[index] = new ToolCall(block.Text("id") ?? "", block.Text("name") ?? "", "");
        else if (root.Member("delta").Text("partial_json") is { } piece && calls.TryGetValue(index, out var call)) calls[index] = call with { Arguments = call.Arguments + piece };
    }

    // Elements outlive the loop only within their document, which the caller holds.
    private static JsonElement.ArrayEnumerator Each(JsonElement array) => array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : default;
}
