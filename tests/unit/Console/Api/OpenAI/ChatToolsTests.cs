using System.Text.Json;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.OpenAI;

public sealed class ChatToolsTests
{
    private const string Path = "/v1/chat/completions";
    private const string Tools = """[{"type":"function","function":{"name":"a","description":"D","parameters":{"type":"object"},"strict":true}},{"type":"function","function":{"name":"b"}}]""";
    private const string Call = """<tool_call>{"name": "a", "arguments": {"x": "é\n漢"}}</tool_call>""";

    private static string Body(string rest = "") => $$"""{"model":"tiny","tools":{{Tools}},"messages":[{"role":"user","content":"Hi"}]{{rest}}}""";

    [Theory]
    [InlineData("")]
    [InlineData("Let me look.")]
    public async Task Chat_CallsWithAndWithoutText_AreToolCallsStreamedAndNot(string text)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync([text, .. Call.Select(c => c.ToString()), Call]);
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, Body(",\"stream\":true"))).Choices[0];
        var choice = (await server.PostForJsonAsync(Path, Body())).GetProperty("choices")[0];
        var message = choice.GetProperty("message");

        Assert.Equal(text.Length == 0 ? null : text, message.GetProperty("content").GetString());
        Assert.Equal(text, stream.Text.ToString());
        var calls = message.GetProperty("tool_calls").EnumerateArray().ToList();
        Assert.Equal(["a", "a"], calls.Select(c => c.GetProperty("function").GetProperty("name").GetString()));
        Assert.All(calls, c => Assert.StartsWith("call_", c.GetProperty("id").GetString(), StringComparison.Ordinal));
        Assert.Equal("""{"x": "é\n漢"}""", calls[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal(calls.Select(c => c.GetProperty("function").GetProperty("arguments").GetString()), stream.Calls.Select(c => c.Arguments.ToString()));
        Assert.Equal(("tool_calls", "tool_calls"), (stream.FinishReason, choice.GetProperty("finish_reason").GetString()));
    }

    [Fact]
    public async Task Chat_ToolsAndHistory_ReachTheTemplate()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, """
            {"model":"tiny","tools":TOOLS,"tool_choice":"auto","messages":[{"role":"user","content":"Hi"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"a","arguments":"{\"x\":1}"}},{"id":"c2","type":"function","function":{"name":"b","arguments":""}}]},
             {"role":"tool","tool_call_id":"c1","content":"one"},{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"two"}]}]}
            """.Replace("TOOLS", Tools));
        Assert.Equal("""<|tools|>{"type":"function","function":{"name":"a","description":"D","parameters":{"type":"object"},"strict":true}}{"type":"function","function":{"name":"b","parameters":{"type":"object","properties":{}}}}<|end|>"""
            + """<|user|>Hi<|end|><|assistant|><tool_call>{"name":"a","arguments":{"x":1}}</tool_call><tool_call>{"name":"b","arguments":{}}</tool_call><|end|><|tool|>one<|end|><|tool|>two<|end|><|assistant|>""", server.LastPrompt);
    }

    [Theory]
    [InlineData("\"none\"", "")]
    [InlineData("{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"b\"}}]}}", "b")]
    public async Task Chat_ToolChoice_DecidesWhatTheModelSees(string choice, string names)
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, Body(",\"tool_choice\":" + choice));
        Assert.Equal(names.Length > 0, server.LastPrompt.Contains("\"name\":\"b\"", StringComparison.Ordinal));
        Assert.DoesNotContain("\"name\":\"a\"", server.LastPrompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"required\"", "a b")]
    [InlineData("{\"type\":\"function\",\"function\":{\"name\":\"b\"}}", "b")]
    [InlineData("{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]}}", "a")]
    public async Task Chat_ForcedChoice_ConstrainsTheOutputToCallsOfThoseTools(string choice, string names)
    {
        const string Tools = """{"model":"tiny","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b","parameters":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}}}],"tool_choice":""";
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, Tools + choice + "}");
        var grammar = server.LastRequest.Grammar!;
        foreach (var name in new[] { "a", "b" })
            Assert.Equal(names.Contains(name, StringComparison.Ordinal), grammar.Contains("\"\\\"" + name + "\\\"\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chat_NoParallelCalls_EndsEveryChoiceWithItsFirst()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = async g =>
        {
            g.Start();
            g.Say(System.Text.Encoding.UTF8.GetBytes("t" + Call + Call));
            await Wait.UntilAsync(() => { lock (server.Model.Cancelled) return server.Model.Cancelled.Contains(g.Request.Id); }, "the end of the generation");
        };
        const string Rest = ",\"parallel_tool_calls\":false,\"n\":2";
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, Body(Rest + ",\"stream\":true")));
        var whole = await server.PostForJsonAsync(Path, Body(Rest));
        Assert.All(stream.Choices.Values, c => Assert.Single(c.Calls));
        Assert.All(stream.Choices.Values, c => Assert.Equal("tool_calls", c.FinishReason));
        Assert.All(whole.GetProperty("choices").EnumerateArray(), c => Assert.Equal(1, c.GetProperty("message").GetProperty("tool_calls").GetArrayLength()));
    }

    [Fact]
    public async Task Chat_CallCutOff_IsLengthWithTheArgumentsAsFarAsTheyCame()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.Start(); g.Say("<tool_call>{\"name\": \"a\", \"arguments\": {\"x\": \"Par"u8); g.End(FinishReason.MaxTokens); return Task.CompletedTask; };
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, Body(",\"stream\":true"))).Choices[0];
        var choice = (await server.PostForJsonAsync(Path, Body())).GetProperty("choices")[0];
        Assert.Equal(("length", "length"), (stream.FinishReason, choice.GetProperty("finish_reason").GetString()));
        Assert.Equal("{\"x\": \"Par", stream.Calls[0].Arguments.ToString());
        Assert.Equal("{\"x\": \"Par", choice.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task Chat_LogProbabilitiesWithTools_AllArrive()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g =>
        {
            g.Start();
            foreach (var c in "Hi" + Call)
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(c.ToString());
                g.Say(bytes, 1, [new TokenLogProbs(new TokenLogProb(1, bytes, -1f), [])]);
            }

            g.End(FinishReason.EndOfTurn);
            return Task.CompletedTask;
        };
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, Body(",\"logprobs\":true,\"stream\":true"))).Choices[0];
        Assert.Equal(2 + Call.Length, stream.LogProbs.Sum(l => l.GetProperty("content").GetArrayLength()));
        Assert.Equal("Hi", stream.Text.ToString());
        Assert.Single(stream.Calls);
    }
}
