using System.Text.Json;
using Pensieve.Console.Api;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Responses;

public sealed class ResponsesTests
{
    private const string Path = "/v1/responses";
    private const string Tools = """[{"type":"function","name":"a","description":"D","parameters":{"type":"object"},"strict":true},{"type":"function","name":"b","parameters":null}]""";
    private const string Call = """<tool_call>{"name": "a", "arguments": {"x": "é\n漢"}}</tool_call>""";

    private static string Body(string input, string rest = "") => $$"""{"model":"tiny","input":{{input}}{{rest}}}""";

    [Fact]
    public async Task Response_Unstreamed_HasEveryField()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.PromptTokens = 9; g.CachedTokens = 3; return g.SayAsync("a", "b"); };
        var json = await server.PostForJsonAsync(Path, Body("\"Hi\"", ",\"instructions\":\"Be brief.\",\"temperature\":0.5,\"top_p\":0.9,\"max_output_tokens\":7,\"metadata\":{\"k\":\"v\"},\"user\":\"u\",\"tools\":" + Tools));
        Assert.Equal("response", json.GetProperty("object").GetString());
        Assert.StartsWith("resp_", json.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(("completed", "tiny", "Be brief.", 7, "disabled", "u"), (json.GetProperty("status").GetString(), json.GetProperty("model").GetString(),
            json.GetProperty("instructions").GetString(), json.GetProperty("max_output_tokens").GetInt32(), json.GetProperty("truncation").GetString(), json.GetProperty("user").GetString()));
        Assert.Equal((0.5f, 0.9f), (json.GetProperty("temperature").GetSingle(), json.GetProperty("top_p").GetSingle()));
        Assert.Equal("v", json.GetProperty("metadata").GetProperty("k").GetString());
        Assert.Equal("ab", Route.Responses.TextOf(json));
        Assert.Equal("""{"input_tokens":9,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":11}""", json.GetProperty("usage").ToString());
        Assert.Equal("D", json.GetProperty("tools")[0].GetProperty("description").GetString());
        foreach (var isNull in new[] { "error", "incomplete_details", "previous_response_id" }) Assert.Equal(JsonValueKind.Null, json.GetProperty(isNull).ValueKind);
        Assert.Contains("<|system|>Be brief.<|end|><|user|>Hi<|end|>", server.LastPrompt, StringComparison.Ordinal);
        Assert.Equal(7, server.LastRequest.MaxTokens);
    }

    [Theory]
    [InlineData(FinishReason.EndOfTurn, "completed")]
    [InlineData(FinishReason.StopSequence, "completed")]
    [InlineData(FinishReason.MaxTokens, "incomplete")]
    [InlineData(FinishReason.ContextFull, "incomplete")]
    public async Task Response_EveryFinish_HasItsStatus(FinishReason reason, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.Start(); g.Say("x"u8); g.End(reason); return Task.CompletedTask; };
        var stream = StrictResponsesStream.Parse(await server.PostForStreamAsync(Path, Body("\"Hi\"", ",\"stream\":true")));
        var whole = await server.PostForJsonAsync(Path, Body("\"Hi\""));
        Assert.Equal((expected, expected), (stream.Status, whole.GetProperty("status").GetString()));
        Assert.Equal(expected, whole.GetProperty("output")[0].GetProperty("status").GetString());
        Assert.Equal(expected == "incomplete" ? "max_output_tokens" : null, whole.GetProperty("incomplete_details") is { ValueKind: JsonValueKind.Object } why ? why.GetProperty("reason").GetString() : null);
    }

    [Fact]
    public async Task Response_NothingSaid_HasNoItems()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync();
        Assert.Empty(StrictResponsesStream.Parse(await server.PostForStreamAsync(Path, Body("\"Hi\"", ",\"stream\":true"))).Items);
        Assert.Equal(0, (await server.PostForJsonAsync(Path, Body("\"Hi\""))).GetProperty("output").GetArrayLength());
    }

    [Fact]
    public async Task Input_ItemsOfEveryKind_ReachTheTemplateAsTurns()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, Body("""
            [{"role":"developer","content":"S"},{"role":"user","content":[{"type":"input_text","text":"Hi"},{"type":"input_text","text":"you"}]},
             {"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Wait.","annotations":[]}]},
             {"type":"function_call","id":"fc_1","call_id":"c1","name":"a","arguments":"{\"x\":1}","status":"completed"},
             {"type":"function_call","call_id":"c2","name":"b","arguments":""},
             {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"two"}]},{"type":"function_call_output","call_id":"c1","output":"one"}]
            """, ",\"tools\":" + Tools));
        Assert.EndsWith("<|system|>S<|end|><|user|>Hi\nyou<|end|><|assistant|>Wait.<tool_call>{\"name\":\"a\",\"arguments\":{\"x\":1}}</tool_call><tool_call>{\"name\":\"b\",\"arguments\":{}}</tool_call><|end|>"
            + "<|tool|>two<|end|><|tool|>one<|end|><|assistant|>", server.LastPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PreviousResponse_ToolLoop_ContinuesTheConversationWithoutItsInstructions()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync("Let me look.", Call);
        var first = StrictResponsesStream.Parse(await server.PostForStreamAsync(Path, Body("\"Hi\"", ",\"stream\":true,\"instructions\":\"Once.\",\"tools\":" + Tools)));
        var id = first.Response.GetProperty("id").GetString();
        var callId = first.Items[1].GetProperty("call_id").GetString();
        server.Model.Script = g => g.SayAsync("Done.");
        var second = await server.PostForJsonAsync(Path, Body($$"""[{"type":"function_call_output","call_id":"{{callId}}","output":"one"}]""", $",\"previous_response_id\":\"{id}\",\"tools\":{Tools}"));
        Assert.Equal(id, second.GetProperty("previous_response_id").GetString());
        Assert.EndsWith("<|user|>Hi<|end|><|assistant|>Let me look.<tool_call>{\"name\":\"a\",\"arguments\":{\"x\": \"é\\n漢\"}}</tool_call><|end|><|tool|>one<|end|><|assistant|>", server.LastPrompt, StringComparison.Ordinal);

        using var unanswered = await server.PostAsync(Path, Body("\"And?\"", $",\"previous_response_id\":\"{id}\""));
        Assert.Equal(400, (int)unanswered.StatusCode);
        Assert.Contains($"No tool output found for function call {callId}", await unanswered.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await server.PostForJsonAsync(Path, Body($$"""[{"role":"user","content":"Hi"},{"type":"item_reference","id":"{{first.Items[1].GetProperty("id").GetString()}}"},{"type":"function_call_output","call_id":"{{callId}}","output":"one"}]"""));
    }

    [Fact]
    public async Task Stored_Response_IsReadAndForgotten()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync("a");
        var whole = await server.PostForJsonAsync(Path, Body("\"Hi\""));
        var path = Path + "/" + whole.GetProperty("id").GetString();
        Assert.Equal(whole.ToString(), await server.Client.GetStringAsync(path));
        using var streamed = await server.Client.GetAsync(path + "?stream=true");
        using var deleted = await server.Client.DeleteAsync(path);
        using var gone = await server.Client.GetAsync(path);
        using var again = await server.Client.DeleteAsync(path);
        Assert.Equal((400, 200, 404, 404), ((int)streamed.StatusCode, (int)deleted.StatusCode, (int)gone.StatusCode, (int)again.StatusCode));
        Assert.True(JsonElement.Parse(await deleted.Content.ReadAsStringAsync()).GetProperty("deleted").GetBoolean());

        var unstored = await server.PostForJsonAsync(Path, Body("\"Hi\"", ",\"store\":false"));
        using var missing = await server.Client.GetAsync(Path + "/" + unstored.GetProperty("id").GetString());
        Assert.Equal(404, (int)missing.StatusCode);
    }

    [Fact]
    public async Task LogProbs_Asked_AreInDeltasAndItems()
    {
        await using var server = await ApiServer.StartAsync();
        TokenLogProbs[] logProbs = [new(new TokenLogProb(1, "He"u8.ToArray(), -0.5f), [new(1, "He"u8.ToArray(), -0.5f)])];
        server.Model.Script = g => { g.Start(); g.Say(default, 1, logProbs); g.Say("Hey"u8, 1, logProbs); g.Say(default, 1, logProbs); g.End(FinishReason.EndOfTurn); return Task.CompletedTask; };
        const string Ask = ",\"include\":[\"message.output_text.logprobs\"],\"top_logprobs\":1";
        var stream = StrictResponsesStream.Parse(await server.PostForStreamAsync(Path, Body("\"Hi\"", Ask + ",\"stream\":true")));
        var whole = await server.PostForJsonAsync(Path, Body("\"Hi\"", Ask));
        var tokens = whole.GetProperty("output")[0].GetProperty("content")[0].GetProperty("logprobs");
        Assert.Equal(3, tokens.GetArrayLength());
        Assert.Equal("""{"token":"He","bytes":[72,101],"logprob":-0.5,"top_logprobs":[{"token":"He","bytes":[72,101],"logprob":-0.5}]}""", tokens[0].ToString());
        Assert.Equal(tokens.ToString(), stream.Items[0].GetProperty("content")[0].GetProperty("logprobs").ToString());
        Assert.Equal(1, server.LastRequest.Sampling.TopLogProbs);
    }

    [Theory]
    [InlineData("\"truncation\":\"auto\"", "truncation")]
    [InlineData("\"background\":true", "background")]
    [InlineData("\"messages\":[]", "messages")]
    [InlineData("\"max_tokens\":5", "max_tokens")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"a b\"}]", "tools.0.name")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools.0.type")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"name\":\"none\"}", "tool_choice.name")]
    [InlineData("\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"often\",\"tools\":[]}", "tool_choice.mode")]
    [InlineData("\"text\":{\"format\":{\"type\":\"yaml\"}}", "text.format.type")]
    [InlineData("\"previous_response_id\":\"resp_0\"", "previous_response_id")]
    public async Task Field_ThatCannotBeHonoured_IsNamedByItsOwnName(string field, string name)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync(Path, Body("\"Hi\"", "," + field));
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((400, name), ((int)response.StatusCode, error.GetProperty("param").GetString()));
        Assert.StartsWith(name, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InputTokens_SameBody_CountsItsPrompt()
    {
        await using var server = await ApiServer.StartAsync();
        var counted = await server.PostForJsonAsync(Path + "/input_tokens", Body("\"Hi\"", ",\"instructions\":\"S\""));
        await server.PostForJsonAsync(Path, Body("\"Hi\"", ",\"instructions\":\"S\""));
        Assert.Equal(("response.input_tokens", server.LastPrompt.Length), (counted.GetProperty("object").GetString(), counted.GetProperty("input_tokens").GetInt32()));
    }

    [Fact]
    public async Task Failure_AfterAKeepAlive_IsStillAWholeStream()
    {
        await using var server = await ApiServer.StartAsync(s => s.Configure<ApiOptions>(o => o.KeepAlive = TimeSpan.FromMilliseconds(10)));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Model.Script = async g => { g.Queue(); await begun.Task; g.End(FinishReason.Failed, failure: new EngineFailure(FailureKind.EngineLost, "Died.")); };
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(Body("\"Hi\"", ",\"stream\":true"), System.Text.Encoding.UTF8, "application/json") };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // they go with the first keep-alive
        begun.SetResult();
        var stream = StrictResponsesStream.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(("failed", "Died."), (stream.Status, stream.Response.GetProperty("error").GetProperty("message").GetString()));
        Assert.True(stream.Comments > 0);
    }
}
