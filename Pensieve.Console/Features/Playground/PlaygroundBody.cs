using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Features.Playground;

/// <summary>Writes the body of the next request of a side, as a program would send it.</summary>
internal static class PlaygroundBody
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body; or why the fields do not make one.</summary>
    /// <param name="session">What both sides share.</param>
    /// <param name="side">Whose body.</param>
    /// <param name="draft">A message that is not sent yet, for a look at the body; null = none.</param>
    public static (string? Json, ApiError? Error) Write(PlaygroundSession session, PlaygroundSide side, string? draft = null)
    {
        var body = new JsonObject { ["model"] = side.Model };
        if (session.IsText) body["prompt"] = draft ?? (side.Entries is [var only, ..] ? only.Text : "");
        else body["messages"] = Messages(session, side, draft);
        foreach (var parameter in PlaygroundParameter.All)
        {
            var name = parameter.Range.Name;
            if (!side.Numbers.TryGetValue(name, out var text) || string.IsNullOrWhiteSpace(text)) continue;
            if (name != "top_logprobs") body[name] = PlaygroundParameter.ToJson(text);
            else if (session.IsText) body["logprobs"] = PlaygroundParameter.ToJson(text);
            else (body["logprobs"], body[name]) = (true, PlaygroundParameter.ToJson(text));
        }

        string[] stops = [.. side.Stop.Split('\n').Select(s => s.TrimEnd('\r')).Where(s => s.Length > 0)];
        if (stops.Length > 0) body["stop"] = new JsonArray([.. stops.Select(s => (JsonNode)s)]);
        if (!session.IsText)
        {
            if (side.Effort.Length > 0) body["reasoning_effort"] = side.Effort;
            if (Parse("tools", session.Tools, body) is { } tools) return (null, tools);
            if (Parse("response_format", session.Schema, body) is { } schema) return (null, schema);
        }

        body["stream"] = true;
        return (body.ToJsonString(s_json), null);
    }

    private static JsonArray Messages(PlaygroundSession session, PlaygroundSide side, string? draft)
    {
        var messages = new JsonArray();
        if (!string.IsNullOrWhiteSpace(session.System)) messages.Add(Message("system", session.System));
        foreach (var entry in side.Entries)
        {
            if (entry.Answer is not { } answer)
            {
                var said = Message(entry.Role, entry.Text);
                if (entry.CallId is { } call) said["tool_call_id"] = call;
                messages.Add(said);
            }
            else if (answer.HasEnded && (answer.Text.Length > 0 || answer.Calls.Count > 0))
            {
                var message = Message("assistant", answer.Text);
                if (answer.Calls.Count > 0) message["tool_calls"] = new JsonArray([.. answer.Calls.Select(Call)]);
                messages.Add(message);
            }
        }

        if (draft is not null) messages.Add(Message("user", draft));
        return messages;
    }

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static JsonNode Call(AnswerCall call) => new JsonObject
    {
        ["id"] = call.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
    };

    private static ApiError? Parse(string field, string text, JsonObject body)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            var node = JsonNode.Parse(text);
            body[field] = field == "tools"
                ? node
                : new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = true, ["schema"] = node } };
            return null;
        }
        catch (JsonException fault)
        {
            return ApiError.Invalid(field, $"{(field == "tools" ? "Tools" : "The schema")}: not valid JSON, line {fault.LineNumber + 1}. {fault.Message}");
        }
    }
}
