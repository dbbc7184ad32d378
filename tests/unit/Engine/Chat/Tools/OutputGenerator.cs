using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Tests.Unit.Engine.Chat.Tools;

/// <summary>Model outputs with random texts and calls, written as each format's models write them.</summary>
internal sealed class OutputGenerator(Random random)
{
    private static readonly string[] s_words =
        ["a", " ", "\n", "\"", "\\", "/", "{", "}", "[", "]", "<", ">", "</", "<tool", ":", ",", "é", "漢字", "😀", "👩‍🚀", "\t", "\u2028", "0", "null", "\\n", "u00e9", "\u0001", "</tool_call>"];

    private static readonly string[] s_names = ["get_weather", "read", "x-1"];

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static OfferedTools Tools { get; } = new(s_names.Select(name => JsonElement.Parse(
        """{"type":"function","function":{"name":"NAME","parameters":{"type":"object","properties":{"text":{"type":"string"},"n":{"type":"integer"}}}}}""".Replace("NAME", name))));

    public sealed record Output(string Text, string ExpectedText, IReadOnlyList<(string Name, JsonObject Arguments)> Calls);

    public Output Next(ToolCallFormat format)
    {
        var before = format == ToolCallFormat.Llama ? "" : random.Next(2) == 0 ? "" : Words("Let", "me", " look", ".", "漢", "<", " \n", "<too");
        var calls = Enumerable.Range(0, random.Next(0, 4)).Select(_ => (s_names[random.Next(s_names.Length)], Arguments(format))).ToList();
        var body = calls.Count == 0 ? "" : Write(format, calls, isFirst: before.Length == 0);
        // Text may be told apart by its recipient.
        var opening = format == ToolCallFormat.Functionary && before.Length > 0 && random.Next(2) == 0 ? "all\n" : "";
        return new Output(opening + before + body, calls.Count == 0 ? before : before.TrimEnd(' ', '\n', '\t', '\r'), calls);
    }

    public List<string> Cut(string text)
    {
        var chunks = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(text.Length - at, random.Next(1, random.Next(2) == 0 ? 3 : 40));
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1])) length++;
            chunks.Add(text.Substring(at, length));
            at += length;
        }

        return chunks;
    }

    public string Mutate(string text)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(3) switch
        {
            0 => text[..at] + "{}\",:<\\\n"[random.Next(8)] + text[at..],
            1 when at < text.Length => text.Remove(at, 1),
            _ => text[..at] + text[random.Next(text.Length + 1)..],
        };
    }

    private JsonObject Arguments(ToolCallFormat format)
    {
        var arguments = new JsonObject();
        var count = random.Next(4);
        for (var i = 0; i < count; i++)
        {
            if (format != ToolCallFormat.FunctionXml) arguments["k" + i + Words(s_words)] = Value(3);
            else if (i == 0) arguments["text"] = Words("a", "\n", " <", "</para", "\\", "\"", "漢", "😀", "{}").Trim('\n');
            else if (i == 1) arguments["n"] = random.Next(1000);
            else arguments["other"] = Value(2) is JsonObject node ? node : new JsonArray(1, "x");
        }

        return arguments;
    }

    private JsonNode? Value(int depth) => random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-1000, 1000),
        3 => random.NextDouble() * 1e12,
        4 or 5 => Words(s_words),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(i => KeyValuePair.Create("k" + i, Value(depth - 1)))),
    };

    private string Words(params string[] words) => string.Concat(Enumerable.Range(0, random.Next(0, 7)).Select(_ => words[random.Next(words.Length)]));

    private string Write(ToolCallFormat format, List<(string Name, JsonObject Arguments)> calls, bool isFirst)
    {
        if (format == ToolCallFormat.Hermes) return string.Join('\n', calls.Select(c => $"<tool_call>\n{Envelope(c, "arguments")}{(random.Next(4) > 0 ? "\n</tool_call>" : "")}"));
        if (format == ToolCallFormat.Llama) return (random.Next(2) == 0 ? "<|python_tag|>" : "") + string.Join(random.Next(2) == 0 ? "; " : "\n", calls.Select(c => Envelope(c, "parameters")));
        if (format == ToolCallFormat.FunctionXml) return string.Join('\n', calls.Select(Xml));
        if (format == ToolCallFormat.FunctionJson) return string.Join('\n', calls.Select(c => $"<function={c.Name}>{Json(c.Arguments)}{(random.Next(4) > 0 ? "</function>" : "")}"));
        if (format == ToolCallFormat.Functionary) return string.Concat(calls.Select((c, i) => $"{(isFirst && i == 0 && random.Next(2) == 0 ? "" : ">>>")}{c.Name}\n{Json(c.Arguments)}\n"));
        return random.Next(2) == 0
            ? $"[TOOL_CALLS] [{string.Join(", ", calls.Select(c => Envelope(c, "arguments")))}]"
            : string.Concat(calls.Select(c => $"[TOOL_CALLS]{c.Name}{(random.Next(2) == 0 ? "[ARGS]" : "")}{Json(c.Arguments)}"));
    }

    private string Envelope((string Name, JsonObject Arguments) call, string key) => random.Next(5) switch
    {
        0 => $"{{\"{key}\": {Json(call.Arguments)}, \"name\": \"{call.Name}\"}}",
        1 => $"{{\"id\": \"abc123\", \"type\": \"function\", \"name\": \"{call.Name}\", \"{key}\": {Json(call.Arguments)}, \"n\": 12.5e-1}}",
        2 => $"{{\"name\": \"{call.Name}\", \"{key}\": {JsonSerializer.Serialize(Json(call.Arguments))}}}",
        _ => $"{{\"name\": \"{call.Name}\", \"{key}\": {Json(call.Arguments)}}}",
    };

    private string Json(JsonNode node) => random.Next(2) == 0 ? node.ToJsonString() : node.ToJsonString(s_relaxed);

    private static string Xml((string Name, JsonObject Arguments) call)
    {
        var parameters = call.Arguments.Select(p =>
            $"<parameter={p.Key}>\n{(p.Value is JsonValue v && v.TryGetValue<string>(out var text) ? text : p.Value!.ToJsonString(s_relaxed))}\n</parameter>\n");
        return $"<tool_call>\n<function={call.Name}>\n{string.Concat(parameters)}</function>\n</tool_call>";
    }
}
