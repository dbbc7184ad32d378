using System.Net;
using System.Text.Json;
using Pensieve.Console.Api.Chat;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Anthropic;

public sealed class MessagesToolsTests
{
    private const string Path = "/v1/messages";
    private const string Tool = """{"name":"get_weather","description":"D","input_schema":{"type":"object","properties":{"city":{"type":"string"}}},"cache_control":{"type":"ephemeral"},"new_field":1}""";
    private const string Call = """<tool_call>{"name": "get_weather", "arguments": {"city": "Zürich \"x\""}}</tool_call>""";

    private static string Body(string rest = "") => $$"""{"model":"tiny","max_tokens":500,"tools":[{{Tool}}],"messages":[{"role":"user","content":"Hi"}]{{rest}}}""";

    private static string History(string assistant, string user) =>
        $$"""{"model":"tiny","max_tokens":500,"tools":[{{Tool}}],"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":{{assistant}}},{"role":"user","content":{{user}}}]}""";

    [Fact]
    public async Task Messages_TextAndTwoCalls_AreBlocksStreamedAndNot()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync(["Let me", " look.\n", .. Call.Select(c => c.ToString()), "\n", Call]);
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync(Path, Body(",\"stream\":true")));
        var whole = await server.PostForJsonAsync(Path, Body());

        Assert.Equal(["text", "tool_use", "tool_use"], stream.BlockTypes);
        Assert.Equal(["text", "tool_use", "tool_use"], whole.GetProperty("content").EnumerateArray().Select(b => b.GetProperty("type").GetString()));
        Assert.Equal("Let me look.", stream.Text);
        Assert.Equal("Let me look.", whole.GetProperty("content")[0].GetProperty("text").GetString());
        var block = whole.GetProperty("content")[1];
        Assert.Equal("get_weather", block.GetProperty("name").GetString());
        Assert.Equal("Zürich \"x\"", block.GetProperty("input").GetProperty("city").GetString());
        Assert.Equal(block.GetProperty("input").GetRawText(), stream.Calls[0].Input);
        Assert.Equal(2, stream.Calls.Select(c => c.Id).Distinct().Count());
        Assert.Equal(("tool_use", "tool_use"), (stream.StopReason, whole.GetProperty("stop_reason").GetString()));
    }

    [Fact]
    public async Task Messages_ToolsOffered_ReachTheTemplateAsFunctionsAndCount()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, Body());
        Assert.Contains("""{"type":"function","function":{"name":"get_weather","description":"D","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}""", server.LastPrompt, StringComparison.Ordinal);
        Assert.Contains("<tool_call>", server.LastRequest.VisibleTokens);
        var counted = await server.PostForJsonAsync(Path + "/count_tokens", Body());
        Assert.Equal(server.LastPrompt.Length, counted.GetProperty("input_tokens").GetInt32());
    }

    [Theory]
    [InlineData(",\"tool_choice\":{\"type\":\"none\"}")]
    [InlineData(",\"tools\":[]")]
    public async Task Messages_NoToolsForTheModel_CallsAreText(string rest)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync(Call);
        var whole = await server.PostForJsonAsync(Path, Body(rest));
        Assert.Equal(Call, whole.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("end_turn", whole.GetProperty("stop_reason").GetString());
        Assert.Equal("<|user|>Hi<|end|><|assistant|>", server.LastPrompt);
    }

    [Fact]
    public async Task Messages_ParallelUseDisabled_EndsWithTheFirstCall()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = async g =>
        {
            g.Start();
            g.Say(System.Text.Encoding.UTF8.GetBytes(Call + Call));
            await Wait.UntilAsync(() => { lock (server.Model.Cancelled) return server.Model.Cancelled.Contains(g.Request.Id); }, "the end of the generation");
        };
        const string Choice = ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}";
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync(Path, Body(Choice + ",\"stream\":true")));
        var whole = await server.PostForJsonAsync(Path, Body(Choice));
        Assert.Single(stream.Calls);
        Assert.Equal(1, whole.GetProperty("content").GetArrayLength());
        Assert.Equal(("tool_use", "tool_use"), (stream.StopReason, whole.GetProperty("stop_reason").GetString()));
    }

    [Theory]
    [InlineData(FinishReason.MaxTokens, "max_tokens")]
    [InlineData(FinishReason.ContextFull, "model_context_window_exceeded")]
    [InlineData(FinishReason.EndOfTurn, "end_turn")]
    public async Task Messages_CallCutOff_IsNeverToolUse(FinishReason reason, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.Start(); g.Say("<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Par"u8); g.End(reason); return Task.CompletedTask; };
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync(Path, Body(",\"stream\":true")));
        var whole = await server.PostForJsonAsync(Path, Body());
        Assert.Equal((expected, expected), (stream.StopReason, whole.GetProperty("stop_reason").GetString()));
        Assert.Equal("{\"city\": \"Par\"}", Assert.Single(stream.Calls).Input);
        Assert.Equal("Par", whole.GetProperty("content")[0].GetProperty("input").GetProperty("city").GetString());
    }

    [Fact]
    public async Task Messages_ResultsAndText_ResultsComeFirstWithErrorsMarked()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, History(
            """[{"type":"text","text":"Look"},{"type":"tool_use","id":"t1","name":"get_weather","input":{"city":"A"},"cache_control":null},{"type":"tool_use","id":"t2","name":"get_weather","input":{}}]""",
            """[{"type":"text","text":"And?"},{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"21"},{"type":"text","text":"C"}]},{"type":"tool_result","tool_use_id":"t2","content":"no such city","is_error":true}]"""));
        Assert.EndsWith("""<|assistant|>Look<tool_call>{"name":"get_weather","arguments":{"city":"A"}}</tool_call><tool_call>{"name":"get_weather","arguments":{}}</tool_call><|end|><|tool|>21"""
            + "\nC<|end|><|tool|>Error: no such city<|end|><|user|>And?<|end|><|assistant|>", server.LastPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_ResultsOnly_HaveNoEmptyUserTurn()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, History(
            """[{"type":"tool_use","id":"t1","name":"get_weather","input":{}}]""", """[{"type":"tool_result","tool_use_id":"t1"}]"""));
        Assert.EndsWith("</tool_call><|end|><|tool|><|end|><|assistant|>", server.LastPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_TemplateOfOneCallPerTurn_GetsThemOneByOneWithShortIds()
    {
        await using var server = await ApiServer.StartAsync(tools: ApiServer.HermesTools with { Format = ToolCallFormat.Mistral, ShowsParallelCalls = false });
        await server.PostForJsonAsync(Path, History(
            """[{"type":"tool_use","id":"toolu_1","name":"a","input":{}},{"type":"tool_use","id":"toolu_2","name":"b","input":{}}]""",
            """[{"type":"tool_result","tool_use_id":"toolu_2","content":"two"},{"type":"tool_result","tool_use_id":"toolu_1","content":"one"}]"""));
        Assert.EndsWith("""<|assistant|><tool_call>{"name":"a","arguments":{}}</tool_call><|end|><|tool|>one<|end|><|assistant|><tool_call>{"name":"b","arguments":{}}</tool_call><|end|><|tool|>two<|end|><|assistant|>""", server.LastPrompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"type\":\"tool_use\",\"name\":\"a\",\"input\":{}}]", "\"x\"", "messages.1.content.0.id")]
    [InlineData("[{\"type\":\"tool_use\",\"id\":\"a\",\"input\":{}}]", "\"x\"", "messages.1.content.0.name")]
    [InlineData("[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"a\",\"input\":\"{}\"}]", "\"x\"", "messages.1.content.0.input")]
    [InlineData("\"a\"", "[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"a\",\"input\":{}}]", "messages.2.content.0.type")]
    [InlineData("[{\"type\":\"tool_result\",\"tool_use_id\":\"a\"}]", "\"x\"", "messages.1.content.0.type")]
    [InlineData("\"a\"", "[{\"type\":\"tool_result\"}]", "messages.2.content.0.tool_use_id")]
    [InlineData("\"a\"", "[{\"type\":\"tool_result\",\"tool_use_id\":\"t9\"}]", "messages.2.content.0.tool_use_id")]
    [InlineData("[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"a\",\"input\":{}}]", "[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":[{\"type\":\"image\"}]}]", "messages.2.content.0.content.0.type")]
    [InlineData("[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"a\",\"input\":{}}]", "[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":5}]", "messages.2.content.0.content")]
    public async Task Messages_HistoryThatCannotBe_IsNamed(string assistant, string user, string path)
    {
        await using var server = await ApiServer.StartAsync();
        await AssertRefusedAsync(server, History(assistant, user), path);
    }

    [Theory]
    [InlineData(",\"tools\":[{\"name\":\"t\"}]", "tools.0.input_schema")]
    [InlineData(",\"tools\":[{\"input_schema\":{}}]", "tools.0.name")]
    [InlineData(",\"tools\":[null]", "tools.0")]
    [InlineData(",\"tools\":{}", "tools")]
    [InlineData(",\"tool_choice\":{\"type\":\"tool\",\"name\":\"x\"}", "tool_choice.name")]
    [InlineData(",\"tool_choice\":{\"type\":\"tool\"}", "tool_choice.name")]
    [InlineData(",\"tool_choice\":{\"type\":\"some\"}", "tool_choice.type")]
    [InlineData(",\"tool_choice\":{}", "tool_choice.type")]
    [InlineData(",\"tool_choice\":\"auto\"", "tool_choice")]
    public async Task Messages_ToolFieldThatCannotBe_IsNamed(string rest, string path)
    {
        await using var server = await ApiServer.StartAsync();
        await AssertRefusedAsync(server, Body(rest), path);
    }

    [Fact]
    public async Task Messages_TemplateWithoutTools_IsSaid()
    {
        await using var server = await ApiServer.StartAsync(tools: ApiServer.HermesTools with { ShowsTools = false, ShowsCalls = false });
        Assert.Contains("template of the loaded model 'tiny' has no tool support", await AssertRefusedAsync(server, Body(), "tools"), StringComparison.Ordinal);
        await AssertRefusedAsync(server, History("""[{"type":"tool_use","id":"a","name":"a","input":{}}]""", "\"x\"").Replace("\"tools\"", "\"no_tools\""), "messages");
    }

    private static async Task<string> AssertRefusedAsync(ApiServer server, string body, string path)
    {
        using var response = await server.PostAsync(Path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, text);
        var message = JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString()!;
        Assert.StartsWith(path + ": ", message, StringComparison.Ordinal);
        return message;
    }
}
