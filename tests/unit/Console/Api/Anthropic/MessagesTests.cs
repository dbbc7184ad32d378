using System.Net;
using System.Text.Json;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Anthropic;

public sealed class MessagesTests
{
    private const string Hello = """{"model":"tiny","max_tokens":20,"messages":[{"role":"user","content":"Hi"}]}""";
    private const string HelloStream = """{"model":"tiny","max_tokens":20,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Thread_Asked_IsRefusedInTheWayThatSdksGoOnWithout()
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync("/v1/messages", """{"model":"tiny","max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"thread":{"type":"create"}}""");
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((400, "invalid_request_error"), ((int)response.StatusCode, error.GetProperty("type").GetString()));
        Assert.Equal("""{"error_code":"thread_unsupported_request","unsupported":["message_threads"]}""", error.GetProperty("details").ToString());
        using var other = await server.PostAsync("/v1/messages", """{"model":"tiny"}""");
        Assert.False(JsonElement.Parse(await other.Content.ReadAsStringAsync()).GetProperty("error").TryGetProperty("details", out _));
    }

    [Fact]
    public async Task Messages_Unstreamed_IsAWholeMessage()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.PromptTokens = 11; g.CachedTokens = 4; return g.SayAsync("Hello", " wörld"); };
        using var response = await server.PostAsync("/v1/messages", Hello);
        var json = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("req_", response.Headers.GetValues("request-id").Single(), StringComparison.Ordinal);
        Assert.Equal("msg_" + response.Headers.GetValues("request-id").Single()[4..], json.GetProperty("id").GetString());
        Assert.Equal("message", json.GetProperty("type").GetString());
        Assert.Equal("assistant", json.GetProperty("role").GetString());
        Assert.Equal("tiny", json.GetProperty("model").GetString());
        Assert.Equal("Hello wörld", json.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("end_turn", json.GetProperty("stop_reason").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("stop_sequence").ValueKind);
        var usage = json.GetProperty("usage");
        Assert.Equal((7, 4, 0, 2), (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("cache_read_input_tokens").GetInt32(),
            usage.GetProperty("cache_creation_input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32()));
    }

    [Fact]
    public async Task Messages_Streamed_FollowsTheGrammar()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.PromptTokens = 11; g.CachedTokens = 4; return g.SayAsync("Hello", " wörld"); };
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync("/v1/messages?beta=true", HelloStream));

        Assert.Equal("Hello wörld", stream.Text);
        Assert.Equal("end_turn", stream.StopReason);
        Assert.Equal(1, stream.Blocks);
        Assert.Equal(7, stream.Start.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal(4, stream.Start.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32());
        Assert.Equal(2, stream.Delta.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Theory]
    [InlineData(FinishReason.EndOfTurn, "end_turn")]
    [InlineData(FinishReason.MaxTokens, "max_tokens")]
    [InlineData(FinishReason.StopSequence, "stop_sequence")]
    [InlineData(FinishReason.ContextFull, "model_context_window_exceeded")]
    public async Task Messages_EveryFinish_HasItsStopReason(FinishReason reason, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        var stop = reason == FinishReason.StopSequence ? "END" : null;
        server.Model.Script = g => { g.Start(); g.Say("x"u8); g.End(reason, stop); return Task.CompletedTask; };
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync("/v1/messages", HelloStream));
        var whole = await server.PostForJsonAsync("/v1/messages", Hello);

        Assert.Equal(expected, stream.StopReason);
        Assert.Equal(stop, stream.Delta.GetProperty("delta").GetProperty("stop_sequence").GetString());
        Assert.Equal(expected, whole.GetProperty("stop_reason").GetString());
        Assert.Equal(stop, whole.GetProperty("stop_sequence").GetString());
    }

    [Fact]
    public async Task Messages_NoText_HasNoBlockStreamedOrNot()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.Start(); g.Say([], tokens: 1); g.End(FinishReason.EndOfTurn); return Task.CompletedTask; };
        Assert.Equal(0, StrictAnthropicStream.Parse(await server.PostForStreamAsync("/v1/messages", HelloStream)).Blocks);
        Assert.Equal(0, (await server.PostForJsonAsync("/v1/messages", Hello)).GetProperty("content").GetArrayLength());
    }

    [Fact]
    public async Task Messages_SystemBlocksTurnsAndPrefill_ReachTheTemplateInOrder()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync("/v1/messages", """
            {"model":"tiny","max_tokens":20,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Be kind."}],
             "messages":[{"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]},{"role":"user","content":"C"},
                         {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"x"},{"type":"text","text":"D"}]},
                         {"role":"user","content":"E"},{"role":"assistant","content":"F"}]}
            """);
        Assert.Equal("<|system|>Be brief.\nBe kind.<|end|><|user|>A\nB\n\nC<|end|><|assistant|>(hm)D<|end|><|user|>E<|end|><|assistant|>F", server.LastPrompt);
    }

    [Theory]
    [InlineData(false, false, "<|user|>A<|end|><|assistant|>B<|end|><|system|>S<|end|><|user|>C<|end|><|assistant|>")]
    [InlineData(true, false, "<|user|>A<|end|><|assistant|>B<|end|><|user|>S\n\nC<|end|><|assistant|>")]
    [InlineData(false, true, "<|user|>A<|end|><|assistant|>B<|end|><|user|>S\n\nC<|end|><|assistant|>")]
    public async Task Messages_InlineSystem_IsKeptOrFoldedButNeverLost(bool refuses, bool drops, string expected)
    {
        await using var server = await ApiServer.StartAsync(template: new FakeChatMl { RefusesInlineSystem = refuses, DropsInlineSystem = drops });
        await server.PostForJsonAsync("/v1/messages", """
            {"model":"tiny","max_tokens":20,"messages":[{"role":"user","content":"A"},{"role":"assistant","content":"B"},
             {"role":"system","content":"S"},{"role":"user","content":"C"}]}
            """);
        Assert.Equal(expected, server.LastPrompt);
    }

    [Fact]
    public async Task Messages_TemplateWithoutSystemRole_GetsItAsUserText()
    {
        await using var server = await ApiServer.StartAsync(template: new FakeChatMl { RefusesSystem = true });
        await server.PostForJsonAsync("/v1/messages", Hello[..^1] + ",\"system\":\"S\"}");
        Assert.Equal("<|user|>S\n\nHi<|end|><|assistant|>", server.LastPrompt);
    }

    [Fact]
    public async Task Messages_SamplingFields_ReachTheEngine()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync("/v1/messages", """
            {"model":"tiny","max_tokens":7,"messages":[{"role":"user","content":"A"}],"temperature":0.5,"top_p":0.25,"top_k":3,"min_p":0.125,
             "repeat_penalty":1.5,"frequency_penalty":0.5,"presence_penalty":-0.5,"seed":-1,"ignore_eos":true,"cache_prompt":false,
             "stop_sequences":["X","Y"],"metadata":{"user_id":"u"},"service_tier":"auto","unknown_field":{"a":[1]}}
            """);
        var (request, sampling) = (server.LastRequest, server.LastRequest.Sampling);
        Assert.Equal((0.5f, 0.25f, 3, 0.125f, 1.5f), (sampling.Temperature, sampling.TopP, sampling.TopK, sampling.MinP, sampling.RepeatPenalty));
        Assert.Equal((0.5f, -0.5f, ulong.MaxValue), (sampling.FrequencyPenalty, sampling.PresencePenalty, sampling.Seed));
        Assert.Equal((7, true, false, "anthropic.messages"), (request.MaxTokens, request.IgnoreEos, request.CachePrompt, request.Source));
        Assert.Equal(["X", "Y"], request.StopSequences);
        Assert.True(request.ReceivedNs > 0);
    }

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"web_search_20260209\",\"name\":\"web_search\"}]", "tools.0.type")]
    [InlineData("\"mcp_servers\":[{}]", "mcp_servers")]
    [InlineData("\"container\":\"c\"", "container")]
    public async Task Messages_FieldThatCannotBeHonoured_IsNamed(string field, string path)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync("/v1/messages", Hello[..^1] + "," + field + "}");
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.StartsWith(path + ": ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("not supported", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image")]
    [InlineData("document")]
    [InlineData("redacted_thinking")]
    public async Task Messages_BlockThatCannotBeRead_IsNamed(string type)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync("/v1/messages",
            """{"model":"tiny","max_tokens":20,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"TYPE","source":{}}]}]}""".Replace("TYPE", type));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"messages.0.content.1.type: content of type \\\"{type}\\\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_HarmlessFields_AreAccepted()
    {
        await using var server = await ApiServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent(Hello[..^1] + ""","tools":[],"tool_choice":{"type":"auto"},"thinking":{"type":"adaptive"},"output_config":{"effort":"low"},"context_management":{"edits":[]}}""",
                System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("anthropic-beta", "something-2030-01-01");
        request.Headers.Add("anthropic-version", "2026-10-21");
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task CountTokens_SameConversation_CountsWhatGenerationWouldSee()
    {
        await using var server = await ApiServer.StartAsync();
        var json = await server.PostForJsonAsync("/v1/messages/count_tokens", """{"model":"tiny","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal("<|user|>Hi<|end|><|assistant|>".Length, json.GetProperty("input_tokens").GetInt32());
    }
}
