using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>The tool loop through Anthropic's C# SDK, with its own validation of every response switched on.</summary>
public sealed class AnthropicToolsSdkTests(FakeAppFixture app) : IClassFixture<FakeAppFixture>
{
    private static readonly JsonNode s_tool = JsonNode.Parse(
        """{"name":"get_weather","description":"Weather of a city.","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}""")!;

    private AnthropicClient Client => new() { BaseUrl = app.Address.ToString().TrimEnd('/'), ApiKey = "none", ResponseValidation = true, MaxRetries = 0 };

    [Fact]
    public async Task Messages_ToolLoop_EndsWithAnAnswerFromTheResults()
    {
        var question = new JsonObject { ["role"] = "user", ["content"] = "Weather?" };
        var first = await Client.Messages.Create(With(question));
        Assert.Equal("tool_use", first.StopReason!.Raw());
        var calls = ToolUses(first);
        Assert.Equal(["Zürich \"漢字\"", "Rome"], calls.Select(c => c.Input["city"].GetString()));

        var results = new JsonArray([.. calls.Select((c, i) => new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = c.ID, ["content"] = $"{20 + i} °C" })]);
        var assistant = new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray([.. first.Content.Select(b => JsonNode.Parse(b.Json.GetRawText()))]) };
        var last = await Client.Messages.Create(With(question, assistant, new JsonObject { ["role"] = "user", ["content"] = results }));
        Assert.Equal("end_turn", last.StopReason!.Raw());
        Assert.True(Assert.Single(last.Content).TryPickText(out var answer));
        Assert.Equal("It is 20 °C and 21 °C.", answer!.Text);
    }

    [Fact]
    public async Task Messages_ToolsStreamed_GiveTheBlocksOfTheWholeMessage()
    {
        var question = new JsonObject { ["role"] = "user", ["content"] = "Weather?" };
        var whole = await Client.Messages.Create(With(question));
        var inputs = new List<StringBuilder>();
        var names = new List<string>();
        RawMessageDeltaEvent? end = null;
        await foreach (var item in Client.Messages.CreateStreaming(With(question)))
        {
            item.Validate();
            if (item.TryPickContentBlockStart(out var start) && start.ContentBlock.TryPickToolUse(out var use))
            {
                names.Add(use.Name);
                inputs.Add(new StringBuilder());
            }
            else if (item.TryPickContentBlockDelta(out var change) && change.Delta.TryPickInputJson(out var json)) inputs[^1].Append(json.PartialJson);
            else if (item.TryPickDelta(out var delta)) end = delta;
        }

        Assert.Equal(["get_weather", "get_weather"], names);
        Assert.Equal("tool_use", end!.Delta.StopReason!.Raw());
        Assert.Equal(
            ToolUses(whole).Select(c => JsonSerializer.Serialize(c.Input)),
            inputs.Select(i => JsonSerializer.Serialize(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(i.ToString()))));
    }

    private static List<ToolUseBlock> ToolUses(Message message) =>
        [.. message.Content.Select(b => b.TryPickToolUse(out var use) ? use : null).OfType<ToolUseBlock>()];

    private MessageCreateParams With(params JsonNode[] messages)
    {
        var body = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["model"] = app.Model, ["max_tokens"] = 1000, ["tools"] = new JsonArray(s_tool.DeepClone()), ["messages"] = new JsonArray([.. messages.Select(m => m.DeepClone())]),
        });
        var none = new Dictionary<string, JsonElement>();
        return MessageCreateParams.FromRawUnchecked(none, none, body.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));
    }
}
