using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Grammar;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Tools are offered; what is called has the shape that was declared. Whether a model calls is its own matter and only reported.</summary>
internal sealed class ToolCalls() : ScenarioCase(
    "integration/tools", "Tool calls", "each call has a name that was offered and arguments that are an object with the required members, streamed or not", (2, 8, 15))
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";
    private static readonly string[] s_prompts = ["What is the weather in Paris?", "Weather in Rome and in Oslo?", "Hello"];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var called = 0;
        var asked = 0;
        foreach (var dialect in context.Target.Dialects.Where(d => d is Dialect.OpenAIChat or Dialect.AnthropicMessages).Order())
        {
            var extra = dialect == Dialect.OpenAIChat
                ? $$$"""{"tools":[{"type":"function","function":{"name":"get_weather","description":"Weather of a city","parameters":{{{Schema}}}}}]}"""
                : $$"""{"tools":[{"name":"get_weather","description":"Weather of a city","input_schema":{{Schema}}}]}""";
            foreach (var prompt in s_prompts)
            {
                var call = new GenerationCall { Dialect = dialect, Turns = [new ChatTurn("user", prompt)], MaxTokens = 96, Temperature = 0, KeepText = true, KeepFrames = true, Extra = extra };
                var streamed = await context.SendAsync(call, cancellationToken);
                if (streamed.Status is 400 or 501)
                {
                    context.Note($"{dialect}: tools are refused: {streamed.Error}");
                    break;
                }

                asked++;
                context.Check($"{dialect} '{prompt}'", streamed.IsOk, "ok", $"{streamed.Outcome} {streamed.Error}", streamed.ServerId);
                if (streamed.Frames is not { } frames) continue;
                var violations = StreamGrammar.Violations(dialect, frames, usageAsked: true);
                context.Check($"{dialect} '{prompt}': grammar", violations.Count == 0, "no violation", string.Join("; ", violations.Take(4)), streamed.ServerId);
                var calls = dialect == Dialect.OpenAIChat ? OpenAICalls(frames) : AnthropicCalls(frames);
                foreach (var (name, arguments) in calls)
                {
                    // Cut at the limit, arguments are honestly incomplete.
                    if (streamed.Finish is "length" or "max_tokens") continue;
                    called++;
                    context.CheckEqual($"{dialect}: tool name", "get_weather", name, streamed.ServerId);
                    context.Check($"{dialect}: arguments fit the schema", Fits(arguments), """{"city":"…"}""", arguments, streamed.ServerId);
                }

                if (calls.Count > 0) context.Check($"{dialect}: finish reason of a call", streamed.Finish is "tool_calls" or "tool_use" or "length" or "max_tokens", "tool_calls or tool_use", streamed.Finish, streamed.ServerId);
            }
        }

        if (asked == 0) return CaseOutcome.Skip("The target takes no tools, or has no dialect with tools.");
        context.Measure("tool_calls", "value", called, "count", asked);
        if (called == 0) context.Note("The model called no tool, so only the shape of the stream was checked.", "warning");
        return CaseOutcome.Passed;
    }

    private static bool Fits(string arguments)
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

    private static List<(string Name, string Arguments)> OpenAICalls(IReadOnlyList<StreamFrame> frames)
    {
        SortedDictionary<int, (string Name, string Arguments)> calls = [];
        foreach (var frame in frames.Where(f => f.Data != "[DONE]"))
        {
            using var json = JsonDocument.Parse(frame.Data);
            if (json.RootElement.Member("choices") is not { ValueKind: JsonValueKind.Array } choices) continue;
            foreach (var choice in choices.EnumerateArray())
            {
                if (choice.Member("delta").Member("tool_calls") is not { ValueKind: JsonValueKind.Array } tools) continue;
                foreach (var tool in tools.EnumerateArray())
                {
                    var index = tool.Member("index").TryGetInt32Safe() ?? -1;
                    var (name, arguments) = calls.GetValueOrDefault(index, ("", ""));
                    calls[index] = (name + tool.Member("function").Text("name"), arguments + tool.Member("function").Text("arguments"));
                }
            }
        }

        return [.. calls.Values];
    }

    private static List<(string Name, string Arguments)> AnthropicCalls(IReadOnlyList<StreamFrame> frames)
    {
        SortedDictionary<int, (string Name, string Arguments)> calls = [];
        foreach (var frame in frames)
        {
            using var json = JsonDocument.Parse(frame.Data);
            var root = json.RootElement;
            var index = root.Member("index").TryGetInt32Safe() ?? -1;
            if (root.Member("content_block").Text("type") == "tool_use") calls[index] = (root.Member("content_block").Text("name") ?? "", "");
            else if (root.Member("delta").Text("partial_json") is { } piece && calls.TryGetValue(index, out var call)) calls[index] = (call.Name, call.Arguments + piece);
        }

        return [.. calls.Values.Select(c => (c.Name, c.Arguments.Length == 0 ? "{}" : c.Arguments))];
    }
}
