using System.Text.Json.Nodes;

namespace Pensieve.Tests.Unit.Engine.Chat.Differential;

/// <summary>Random conversations as the variables that a template is given.</summary>
internal sealed class ConversationGenerator(Random random)
{
    private static readonly string[] s_texts =
        ["", " ", "Hello", "  padded \n", "two\nlines", "ünï 😀 çode", "<|im_end|>", "it's \"quoted\" \\ back", "<think>\nhm\n</think>\n\nanswer", "{{ not }} {% code %}", "a\tb\r\nc", "\u2028\u0085x"];

    public JsonObject Generate()
    {
        var messages = new JsonArray();
        if (random.Next(2) == 0) messages.Add(Message("system"));
        var turns = random.Next(0, 4);
        for (var i = 0; i < turns; i++)
        {
            messages.Add(Message("user"));
            if (random.Next(3) == 0) AddToolTurn(messages);
            if (i < turns - 1 || random.Next(3) == 0) messages.Add(Message("assistant"));
        }
        return new JsonObject
        {
            ["messages"] = messages,
            ["tools"] = random.Next(2) == 0 ? null : new JsonArray(Tool("get_weather"), Tool("search")),
            ["documents"] = null,
            ["add_generation_prompt"] = random.Next(2) == 0,
            ["bos_token"] = "<s>",
            ["eos_token"] = "</s>",
        };
    }

    private JsonObject Message(string role)
    {
        var message = new JsonObject { ["role"] = role, ["content"] = Text() };
        if (role == "assistant" && random.Next(3) == 0) message["reasoning_content"] = Text();
        return message;
    }

    private void AddToolTurn(JsonArray messages)
    {
        var calls = new JsonArray();
        var count = random.Next(1, 3);
        for (var i = 0; i < count; i++)
        {
            calls.Add(new JsonObject
            {
                ["id"] = $"call{i:00000}",
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = "get_weather", ["arguments"] = Arguments() },
            });
        }
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = Text(), ["tool_calls"] = calls });
        for (var i = 0; i < count; i++)
            messages.Add(new JsonObject { ["role"] = "tool", ["content"] = Text(), ["tool_call_id"] = $"call{i:00000}", ["name"] = "get_weather" });
    }

    private JsonObject Arguments() => new()
    {
        ["city"] = Text(),
        ["days"] = random.Next(-5, 5),
        ["ratio"] = JsonNode.Parse(new[] { "0.1", "1e-7", "2.0", "1e22", "-0.0", "12345678901234567890" }[random.Next(6)]),
        ["deep"] = new JsonArray(null, true, new JsonObject { ["k"] = new JsonArray() }),
    };

    private static JsonObject Tool(string name) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = name,
            ["description"] = "Does <b>it</b> & \"more\"",
            ["parameters"] = JsonNode.Parse("""{"type":"object","properties":{"city":{"type":"string"},"items":{"type":"array","items":{"type":"number"}}},"required":["city"]}"""),
        },
    };

    private string Text() => s_texts[random.Next(s_texts.Length)];
}
