using System.Net;
using System.Text.Json;
using Pensieve.Console.Api.Reasoning;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

/// <summary>Thinking in both dialects, over HTTP.</summary>
public sealed class ThinkingTests
{
    private const string Tools = ",\"tools\":[{\"name\":\"look\",\"input_schema\":{}}]";
    private const string Output = "<think>\nLet me see: </thin\nso.\n</think>\n\nI look.\n<tool_call>{\"name\": \"look\", \"arguments\": {\"at\": \"<think>\"}}</tool_call>";

    private static readonly TemplateThinking s_switchable = new(ReasoningFormat.Think, "enable_thinking", false);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Messages_ThinkingTextAndCall_AreBlocksInOrder(int size)
    {
        await using var server = await StartAsync(Output, size);
        const string Body = Tools + ",\"thinking\":{\"type\":\"adaptive\"}";
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync(Route.Messages.Path, Messages(Body + ",\"stream\":true")));
        var whole = await server.PostForJsonAsync(Route.Messages.Path, Messages(Body));
        Assert.Equal(["thinking", "text", "tool_use"], stream.BlockTypes);
        Assert.Equal(("Let me see: </thin\nso.", "I look.", "tool_use"), (stream.Thinking, stream.Text, stream.StopReason));
        var content = whole.GetProperty("content");
        Assert.Equal(stream.BlockTypes, content.EnumerateArray().Select(b => b.GetProperty("type").GetString()));
        Assert.Equal(stream.Thinking, content[0].GetProperty("thinking").GetString());
        Assert.NotEqual("", content[0].GetProperty("signature").GetString());
        Assert.Equal(3, whole.GetProperty("usage").GetProperty("output_tokens_details").GetProperty("thinking_tokens").GetInt32());
        Assert.Equal(["<tool_call>", "</tool_call>", "<think>", "</think>"], server.LastRequest.VisibleTokens);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task Chat_ThinkingTextAndCall_StandInFieldsOfTheirOwn(int size)
    {
        await using var server = await StartAsync(Output, size);
        var body = Route.Chat.With("tools", """[{"type":"function","function":{"name":"look"}}]""");
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Route.Chat.Path, body[..^1] + ",\"stream\":true}"));
        var whole = await server.PostForJsonAsync(Route.Chat.Path, body);
        var message = whole.GetProperty("choices")[0].GetProperty("message");
        Assert.Equal(("Let me see: </thin\nso.", "I look."), (stream.Choices[0].Thinking.ToString(), stream.Text));
        Assert.Equal(stream.Choices[0].Thinking.ToString(), message.GetProperty("reasoning_content").GetString());
        Assert.Equal(stream.Text, message.GetProperty("content").GetString());
        Assert.Equal("{\"at\": \"<think>\"}", message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal(3, whole.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Theory]
    [InlineData("", "false", null)]
    [InlineData(",\"thinking\":{\"type\":\"disabled\"}", "false", null)]
    [InlineData(",\"thinking\":{\"type\":\"adaptive\"}", "true", null)]
    [InlineData(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":7}", "true", 7)]
    public async Task Messages_ThinkingField_SetsSwitchAndBudget(string field, string switched, int? budget)
    {
        await using var server = await StartAsync("Hi", 9);
        await server.PostForJsonAsync(Route.Messages.Path, Messages(field));
        Assert.EndsWith($"enable_thinking={switched}", server.LastPrompt, StringComparison.Ordinal);
        Assert.Equal(budget, server.LastRequest.Reasoning!.Budget);
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData(",\"reasoning_effort\":\"none\"", "enable_thinking=false", null)]
    [InlineData(",\"reasoning_effort\":\"low\",\"thinking_budget_tokens\":9", "enable_thinking=true", 9)]
    [InlineData(",\"chat_template_kwargs\":{\"enable_thinking\":false,\"x\":1}", "enable_thinking=falsex=1", null)]
    public async Task Chat_ThinkingFields_SetSwitchAndBudget(string field, string variables, int? budget)
    {
        await using var server = await StartAsync("Hi", 9);
        await server.PostForJsonAsync(Route.Chat.Path, Route.Chat.Body[..^1] + field + "}");
        Assert.EndsWith("<|assistant|>" + variables, server.LastPrompt, StringComparison.Ordinal);
        Assert.Equal(budget, server.LastRequest.Reasoning!.Budget);
    }

    [Fact]
    public async Task Messages_NoSwitchInTheTemplate_IsTurnedOffByABudgetOfNothing()
    {
        await using var server = await StartAsync("Hi", 9, new TemplateThinking(ReasoningFormat.Mistral, null, false));
        await server.PostForJsonAsync(Route.Messages.Path, Messages(""));
        Assert.Equal((0, "[/THINK]"), (server.LastRequest.Reasoning!.Budget, server.LastRequest.Reasoning.Marks.Close));
    }

    [Fact]
    public async Task Chat_EffortForTemplateOfLevels_IsItsVariable()
    {
        await using var server = await StartAsync("Hi", 9, new TemplateThinking(ReasoningFormat.Harmony, null, true));
        await server.PostForJsonAsync(Route.Chat.Path, Route.Chat.With("reasoning_effort", "\"low\""));
        Assert.EndsWith("reasoning_effort=\"low\"", server.LastPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_PrefilledAnswer_IsNotSearchedForThinking()
    {
        await using var server = await StartAsync("<think>", 9);
        var whole = await server.PostForJsonAsync(Route.Messages.Path, Route.Messages.With("messages", """[{"role":"user","content":"Hi"},{"role":"assistant","content":"The tag is "}]"""));
        Assert.Null(server.LastRequest.Reasoning);
        Assert.Equal("<think>", whole.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Messages_ThinkingOmitted_LeavesBlocksWithoutText()
    {
        await using var server = await StartAsync(Output, 3);
        const string Body = ",\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}";
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync(Route.Messages.Path, Messages(Body + ",\"stream\":true")));
        var whole = await server.PostForJsonAsync(Route.Messages.Path, Messages(Body));
        Assert.Equal(("", "thinking"), (stream.Thinking, stream.BlockTypes[0]));
        Assert.Equal("", whole.GetProperty("content")[0].GetProperty("thinking").GetString());
    }

    [Fact]
    public async Task Responses_ThinkingTextAndCall_AreItemsInOrder()
    {
        await using var server = await StartAsync(Output, 3);
        const string Body = """{"model":"tiny","input":"Hi","tools":[{"type":"function","name":"look","parameters":{}}],"reasoning":{"effort":"low"}""";
        var whole = await server.PostForJsonAsync("/v1/responses", Body + "}");
        var output = whole.GetProperty("output");
        Assert.Equal(["reasoning", "message", "function_call"], output.EnumerateArray().Select(o => o.GetProperty("type").GetString()));
        Assert.Equal("Let me see: </thin\nso.", output[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(3, whole.GetProperty("usage").GetProperty("output_tokens_details").GetProperty("reasoning_tokens").GetInt32());
        var frames = SseFrames.Parse(await server.PostForStreamAsync("/v1/responses", Body + ",\"stream\":true}"));
        Assert.Equal("Let me see: </thin\nso.", string.Concat(frames.Where(f => f.Event == "response.reasoning_text.delta").Select(f => f.Json.GetProperty("delta").GetString())));
        Assert.Equal(Enumerable.Range(0, frames.Count), frames.Select(f => f.Json.GetProperty("sequence_number").GetInt32()));
    }

    [Fact]
    public async Task Messages_CutWhileThinking_HasNoAnswer()
    {
        await using var server = await StartAsync("<think>\nLet me", 2, reason: FinishReason.MaxTokens);
        const string Body = ",\"thinking\":{\"type\":\"adaptive\"}";
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync(Route.Messages.Path, Messages(Body + ",\"stream\":true")));
        Assert.Equal(("Let me", "max_tokens"), (stream.Thinking, stream.StopReason));
        Assert.Equal(["thinking"], stream.BlockTypes);
    }

    [Theory]
    [InlineData(false, "reasoning_effort", "\"high\"", "reasoning_effort")]
    [InlineData(false, "chat_template_kwargs", "{\"enable_thinking\":true}", "chat_template_kwargs.enable_thinking")]
    [InlineData(true, "reasoning_effort", "\"huge\"", "reasoning_effort")]
    [InlineData(true, "chat_template_kwargs", "[1]", "chat_template_kwargs")]
    [InlineData(true, "chat_template_kwargs", "{\"enable_thinking\":1}", "chat_template_kwargs.enable_thinking")]
    [InlineData(true, "thinking_budget_tokens", "-1", "thinking_budget_tokens")]
    public async Task Chat_WhatCannotBe_IsNamed(bool thinks, string field, string value, string path)
    {
        await using var server = await StartAsync("Hi", 9, thinks ? s_switchable : new TemplateThinking(null, null, false));
        using var response = await server.PostAsync(Route.Chat.Path, Route.Chat.With(field, value));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(path, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("{\"type\":\"enabled\"}", "thinking.budget_tokens")]
    [InlineData("{\"type\":\"enabled\",\"budget_tokens\":20}", "thinking.budget_tokens")]
    [InlineData("{\"type\":\"enabled\",\"budget_tokens\":\"x\"}", "thinking.budget_tokens")]
    [InlineData("{\"type\":\"some\"}", "thinking.type")]
    [InlineData("\"adaptive\"", "thinking")]
    public async Task Messages_WhatCannotBe_IsNamed(string value, string path)
    {
        await using var server = await StartAsync("Hi", 9);
        using var response = await server.PostAsync(Route.Messages.Path, Route.Messages.With("thinking", value));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(path + ": ", JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_ThinkingSentBack_ReachesTheTemplate()
    {
        await using var server = await StartAsync("Hi", 9);
        await server.PostForJsonAsync(Route.Messages.Path, Route.Messages.With("messages",
            """[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"redacted_thinking","data":"x"},{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]"""));
        Assert.Contains("<|assistant|>(hm)b<|end|>", server.LastPrompt, StringComparison.Ordinal);
        await server.PostForJsonAsync(Route.Chat.Path, Route.Chat.With("messages",
            """[{"role":"user","content":"a"},{"role":"assistant","reasoning_content":"hm","content":"b"},{"role":"user","content":"c"}]"""));
        Assert.Contains("<|assistant|>(hm)b<|end|>", server.LastPrompt, StringComparison.Ordinal);
    }

    private static string Messages(string rest) => Route.Messages.Body[..^1] + rest + "}";

    private static async Task<ApiServer> StartAsync(
        string output, int size, TemplateThinking? thinking = null, FinishReason reason = FinishReason.EndOfTurn)
    {
        var server = await ApiServer.StartAsync(thinking: thinking ?? s_switchable);
        server.Model.Script = g =>
        {
            g.Start();
            for (var at = 0; at < output.Length; at += size)
                g.Say(System.Text.Encoding.UTF8.GetBytes(output[at..Math.Min(output.Length, at + size)]));
            g.ReasoningTokens = 3;
            g.End(reason);
            return Task.CompletedTask;
        };
        return server;
    }
}
