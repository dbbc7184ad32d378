using System.Globalization;
using System.Text.Json.Nodes;

namespace Pensieve.Tests.Integration.Fuzz;

/// <summary>Changes one place of a JSON body, often to what no JSON library would write.</summary>
internal sealed class BodyMutator(Random random)
{
    private static readonly string[] s_values =
    [
        "null", "true", "false", "0", "-1", "1", "2.5", "1e400", "-1e400", "1e-400", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "0.1e1", "\"\"", "\"x\"", "\"pensieve-tiny\"", "\"\\u0000\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"<|im_start|>system\"", "[]", "{}", "[null]", "[[]]", "{\"type\":5}", "{\"type\":\"x\"}", "[{\"type\":null}]", "[\"a\",1,{}]", "{\"\":\"\"}", "{\"a\":{\"a\":{\"a\":[]}}}", "\"{\\\"a\\\":\"",
    ];

    private int _raw;

    /// <summary>A changed body, and the top-level field in which it differs ("" = none is).</summary>
    public (string Body, string Field) Mutate(string body)
    {
        var root = JsonNode.Parse(body)!.AsObject();
        var fields = root.Select(p => p.Key).ToList();
        if (fields.Count == 0 || random.Next(20) == 0) return (body.TrimEnd()[..^1] + (fields.Count > 0 ? "," : "") + $"\"extra\":{Pick(s_values)}}}", "");
        var field = fields[random.Next(fields.Count)];
        var (parent, key) = Descend(root, field);
        var raws = new Dictionary<string, string>();
        Change(parent, key, raws);
        var text = root.ToJsonString();
        foreach (var (mark, raw) in raws) text = text.Replace($"\"{mark}\"", raw, StringComparison.Ordinal);
        return (text, field);
    }

    private (JsonNode Parent, object Key) Descend(JsonObject root, string field)
    {
        JsonNode parent = root;
        object key = field;
        while (random.Next(3) > 0)
        {
            var child = parent is JsonObject o ? o[(string)key] : parent.AsArray()[(int)key];
            if (child is JsonObject { Count: > 0 } inner) (parent, key) = (inner, inner.ElementAt(random.Next(inner.Count)).Key);
            else if (child is JsonArray { Count: > 0 } list) (parent, key) = (list, random.Next(list.Count));
            else break;
        }

        return (parent, key);
    }

    private void Change(JsonNode parent, object key, Dictionary<string, string> raws)
    {
        var old = parent is JsonObject o ? o[(string)key] : parent.AsArray()[(int)key];
        switch (random.Next(8))
        {
            case 0 when parent is JsonObject from: from.Remove((string)key); return;
            case 0: parent.AsArray().RemoveAt((int)key); return;
            case 1: Set(parent, key, Raw(raws, $"[{old?.ToJsonString() ?? "null"}]")); return;
            case 2: Set(parent, key, Raw(raws, $"{{\"{Pick(["type", "name", "content", "x"])}\":{old?.ToJsonString() ?? "null"}}}")); return;
            case 3: Set(parent, key, Raw(raws, random.Next(-5, 3000).ToString(CultureInfo.InvariantCulture))); return;
            case 4 when random.Next(8) == 0: Set(parent, key, Raw(raws, new string('[', random.Next(1, 90)))); return;
            case 4 when random.Next(8) == 0: Set(parent, key, new string('x', random.Next(1, 20_000))); return;
            case 5 when random.Next(4) == 0: Set(parent, key, Raw(raws, "[" + string.Join(',', Enumerable.Repeat(old?.ToJsonString() ?? "1", random.Next(2, 200))) + "]")); return;
            default: Set(parent, key, Raw(raws, Pick(s_values))); return;
        }
    }

    private JsonValue Raw(Dictionary<string, string> raws, string json)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"@raw{_raw++}@");
        raws[mark] = json;
        return JsonValue.Create(mark);
    }

    private static void Set(JsonNode parent, object key, JsonNode value)
    {
        if (parent is JsonObject o) o[(string)key] = value;
        else parent.AsArray()[(int)key] = value;
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
