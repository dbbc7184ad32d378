using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pensieve.Console.Features.Playground;

/// <summary>An exchange as a line that the harness replays, with the answer that it got.</summary>
internal static class PlaygroundCase
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The line: messages (or prompt) and output_length, as traces have them; name, model, answer and the whole request for
    /// whoever wants to check more.
    /// </summary>
    public static string Line(string name, Answer answer)
    {
        var body = JsonNode.Parse(answer.Json)!.AsObject();
        var line = new JsonObject { ["name"] = name, ["timestamp"] = 0 };
        if (body["messages"] is { } messages) line["messages"] = messages.DeepClone();
        else line["prompt"] = body["prompt"]?.DeepClone();
        line["output_length"] = Math.Max(1, answer.Result?.Usage.OutputTokens ?? answer.Tokens);
        line["model"] = answer.Model;
        line["answer"] = answer.Text;
        if (answer.Calls.Count > 0)
            line["calls"] = new JsonArray([.. answer.Calls.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments })]);
        line["request"] = body.DeepClone();
        return line.ToJsonString(s_json);
    }
}
