using System.Text.Json.Nodes;

namespace Pensieve.Tests.Unit.Engine.Grammars;

/// <summary>Random schemas, the same for the same seed. Some of them nothing satisfies, or the product refuses.</summary>
internal sealed class SchemaGenerator(Random random)
{
    private static readonly string[] s_names = ["a", "ab", "abc", "b", "na me", "quo\"te", "ü"];

    private static readonly string[] s_patterns =
        ["^[a-z]+$", "^\\d{3}-\\d{2,4}$", "^(foo|ba[rz])+$", "x", "^a.c", "^[^a-z]{2}$", "\\w+$", "^\\s?\"\\\\$", "^v\\d+(\\.\\d+){2}$", "^$", "^a|b$", "[A-F0-9]{4}"];

    private static readonly string[] s_formats = ["date", "time", "date-time", "duration", "uuid", "ipv4", "ipv6", "email", "hostname", "uri"];

    public JsonObject Document()
    {
        var schema = Schema(3);
        schema["$defs"] = new JsonObject
        {
            ["node"] = JsonNode.Parse("""{"type":"object","properties":{"v":{"type":"integer","minimum":-3,"maximum":120},"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["v","next"]}"""),
            ["leaf"] = Text(),
        };
        return schema;
    }

    private JsonObject Schema(int depth) => random.Next(depth == 0 ? 8 : 14) switch
    {
        0 => new JsonObject { ["type"] = Any("boolean", "null") },
        1 => Number("integer"),
        2 => Number("number"),
        3 or 4 => Text(),
        5 => new JsonObject { ["enum"] = new JsonArray("red", 1, null, "gr\"ü\n", 2.5, new JsonObject { ["k"] = new JsonArray(1, true) }) },
        6 => new JsonObject { ["const"] = Any("x", "y z") },
        7 => new JsonObject { ["$ref"] = Any("#/$defs/node", "#/$defs/leaf") },
        8 or 9 => Array(depth),
        10 => new JsonObject { [Any("anyOf", "anyOf", "oneOf")] = new JsonArray(Schema(depth - 1), Schema(depth - 1)) },
        11 => new JsonObject { ["allOf"] = new JsonArray(Schema(depth - 1), Chance() ? Schema(depth - 1) : new JsonObject { ["description"] = "anything" }) },
        _ => Object(depth),
    };

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        if (Chance()) schema[Any("minimum", "exclusiveMinimum")] = Bound();
        if (Chance()) schema[Any("maximum", "exclusiveMaximum")] = Bound();
        if (random.Next(4) == 0) schema["multipleOf"] = random.Next(1, 12);
        return schema;
    }

    private double Bound() => random.Next(4) switch
    {
        0 => random.Next(-20, 20),
        1 => random.Next(-2000, 2000) / 100.0,
        2 => random.Next(-1_000_000, 1_000_000),
        _ => random.Next(-30, 30) / 8.0,
    };

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = Chance() ? "string" : new JsonArray("string", "null") };
        if (random.Next(3) == 0) schema["minLength"] = random.Next(4);
        if (random.Next(3) == 0) schema["maxLength"] = random.Next(12);
        if (random.Next(3) == 0) schema["pattern"] = Any(s_patterns);
        else if (schema.Count == 1 && Chance()) schema["format"] = Any(s_formats);
        return schema;
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array" };
        if (random.Next(4) > 0) schema["items"] = random.Next(8) == 0 ? JsonValue.Create(false) : Schema(depth - 1);
        if (random.Next(3) == 0) schema["prefixItems"] = new JsonArray(Schema(depth - 1), Schema(depth - 1));
        if (Chance()) schema["minItems"] = random.Next(3);
        if (Chance()) schema["maxItems"] = random.Next(5);
        return schema;
    }

    private JsonObject Object(int depth)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in s_names)
        {
            if (random.Next(2) > 0) continue;
            properties[name] = Schema(depth - 1);
            if (Chance()) required.Add(name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        switch (random.Next(4))
        {
            case 0: schema["additionalProperties"] = false; break;
            case 1: schema["additionalProperties"] = Schema(0); break;
            case 2:
                schema.Remove("properties");
                if (Chance()) schema["maxProperties"] = random.Next(5);
                break;
            default: break;
        }

        return schema;
    }

    private bool Chance() => random.Next(2) == 0;

    private string Any(params string[] options) => options[random.Next(options.Length)];
}
