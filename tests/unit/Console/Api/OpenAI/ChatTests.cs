using System.Net;
using System.Text.Json;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.OpenAI;

public sealed class ChatTests
{
    private const string Path = "/v1/chat/completions";

    private static readonly TokenLogProbs[] s_logProbs =
    [
        new(new TokenLogProb(1, "He"u8.ToArray(), -0.5f), [new(1, "He"u8.ToArray(), -0.5f), new(2, new byte[] { 0xE2, 0x82 }, float.NegativeInfinity)]),
        new(new TokenLogProb(3, "y"u8.ToArray(), -1f), [new(3, "y"u8.ToArray(), -1f)]),
    ];

    [Fact]
    public async Task Chat_Unstreamed_IsAWholeCompletion()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.PromptTokens = 9; g.CachedTokens = 3; return g.SayAsync("a", "b"); };
        using var response = await server.PostAsync(Path, Route.Chat.Body);
        var json = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.NotEmpty(response.Headers.GetValues("x-request-id"));
        Assert.Equal("chat.completion", json.GetProperty("object").GetString());
        Assert.StartsWith("chatcmpl-", json.GetProperty("id").GetString(), StringComparison.Ordinal);
        var choice = json.GetProperty("choices")[0];
        Assert.Equal("ab", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("logprobs").ValueKind);
        var usage = json.GetProperty("usage");
        Assert.Equal((9, 2, 11, 3), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(),
            usage.GetProperty("total_tokens").GetInt32(), usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chat_Streamed_FollowsTheGrammar(bool includeUsage)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.PromptTokens = 9; g.CachedTokens = 3; return g.SayAsync("a", "b"); };
        var options = includeUsage ? ",\"stream_options\":{\"include_usage\":true}" : "";
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, Route.Chat.Body[..^1] + ",\"stream\":true" + options + "}"), includeUsage: includeUsage);

        Assert.Equal("ab", stream.Text);
        Assert.Equal("stop", stream.Choices[0].FinishReason);
        Assert.Equal(includeUsage ? 9 : null, stream.Usage?.GetProperty("prompt_tokens").GetInt32());
    }

    [Theory]
    [InlineData(FinishReason.EndOfTurn, "stop")]
    [InlineData(FinishReason.StopSequence, "stop")]
    [InlineData(FinishReason.MaxTokens, "length")]
    [InlineData(FinishReason.ContextFull, "length")]
    public async Task Chat_EveryFinish_HasItsReason(FinishReason reason, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.Start(); g.Say("x"u8); g.End(reason); return Task.CompletedTask; };
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, Route.Chat.With("stream", "true")));
        var whole = await server.PostForJsonAsync(Path, Route.Chat.Body);
        Assert.Equal(expected, stream.Choices[0].FinishReason);
        Assert.Equal(expected, whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_SeveralChoices_InterleaveInTheStream()
    {
        await using var server = await ApiServer.StartAsync();
        var turns = new SemaphoreSlim[] { new(1), new(0), new(0) };
        server.Model.Script = async g =>
        {
            g.Start();
            var me = g.Request.Id.EndsWith("-1", StringComparison.Ordinal) ? 1 : g.Request.Id.EndsWith("-2", StringComparison.Ordinal) ? 2 : 0;
            foreach (var word in new[] { "one ", "two ", "three" })
            {
                await turns[me].WaitAsync();
                g.Say(System.Text.Encoding.UTF8.GetBytes(me + word));
                turns[(me + 1) % 3].Release();
            }

            g.End(FinishReason.EndOfTurn);
        };
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path,
            Route.Chat.Body[..^1] + ",\"n\":3,\"seed\":7,\"stream\":true,\"stream_options\":{\"include_usage\":true}}"), includeUsage: true);

        Assert.Equal(["0one 0two 0three", "1one 1two 1three", "2one 2two 2three"], stream.Choices.Values.Select(c => c.Text.ToString()));
        Assert.Equal(5, stream.Usage!.Value.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(9, stream.Usage!.Value.GetProperty("completion_tokens").GetInt32());
        Assert.Equal([7ul, 8ul, 9ul], server.Model.Submitted.Select(r => r.Sampling.Seed!.Value));
    }

    [Fact]
    public async Task Chat_SeveralChoicesUnstreamed_ComeInOrder()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync(g.Request.Id[^2..]);
        var json = await server.PostForJsonAsync(Path, Route.Chat.With("n", "2"));
        Assert.Equal([0, 1], json.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("index").GetInt32()));
        Assert.Equal("-1", json.GetProperty("choices")[1].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Chat_LogProbs_HaveBytesAndAlternatives()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.Start(); g.Say("Hey"u8, 2, s_logProbs); g.End(FinishReason.EndOfTurn); return Task.CompletedTask; };
        var body = Route.Chat.Body[..^1] + ",\"logprobs\":true,\"top_logprobs\":2";
        var whole = (await server.PostForJsonAsync(Path, body + "}")).GetProperty("choices")[0].GetProperty("logprobs");
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, body + ",\"stream\":true}"));

        Assert.Equal(2, server.LastRequest.Sampling.TopLogProbs);
        var content = whole.GetProperty("content");
        Assert.Equal("He", content[0].GetProperty("token").GetString());
        Assert.Equal([0xE2, 0x82], content[0].GetProperty("top_logprobs")[1].GetProperty("bytes").EnumerateArray().Select(b => b.GetInt32()));
        Assert.Equal(-9999, content[0].GetProperty("top_logprobs")[1].GetProperty("logprob").GetDouble());
        Assert.Equal(whole.ToString(), stream.Choices[0].LogProbs.Single().ToString());
        Assert.Equal("Hey", stream.Text);
    }

    [Fact]
    public async Task Chat_DeveloperSystemAndParts_ReachTheTemplateInOrder()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, """
            {"model":"tiny","messages":[{"role":"system","content":"S"},{"role":"developer","content":[{"type":"text","text":"D"}]},
             {"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]},{"role":"assistant","content":"C"}],
             "store":true,"metadata":{},"user":"u","parallel_tool_calls":false,"tools":[],"tool_choice":"none","response_format":{"type":"text"}}
            """);
        Assert.Equal("<|system|>S\n\nD<|end|><|user|>A\nB<|end|><|assistant|>C", server.LastPrompt);
        Assert.Null(server.LastRequest.MaxTokens);
    }

    [Fact]
    public async Task Chat_StopAndBiasAndLimits_ReachTheEngine()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, Route.Chat.Body[..^1] + ""","stop":"X","logit_bias":{"5":-100,"6":1.5},"max_completion_tokens":9,"max_tokens":null,"temperature":null}""");
        Assert.Equal(["X"], server.LastRequest.StopSequences);
        Assert.Equal([new(5, -100f), new(6, 1.5f)], server.LastRequest.Sampling.LogitBias);
        Assert.Equal((9, 1f), (server.LastRequest.MaxTokens, server.LastRequest.Sampling.Temperature));
    }

    [Theory]
    [InlineData("tools", "[{\"type\":\"function\"}]", "tools.0.function")]
    [InlineData("tools", "[{\"type\":\"custom\"}]", "tools.0.type")]
    [InlineData("tools", "[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]", "tools.0.function.name")]
    [InlineData("tools", "[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]", "tools.1.function.name")]
    [InlineData("tools", "[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":[]}}]", "tools.0.function.parameters")]
    [InlineData("tools", "5", "tools")]
    [InlineData("tool_choice", "\"always\"", "tool_choice")]
    [InlineData("tool_choice", "{\"type\":\"function\",\"function\":{\"name\":\"x\"}}", "tool_choice.function.name")]
    [InlineData("tool_choice", "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[]}}", "tool_choice.allowed_tools")]
    [InlineData("parallel_tool_calls", "1", "parallel_tool_calls")]
    [InlineData("functions", "[{}]", "functions")]
    [InlineData("tool_choice", "\"required\"", "tool_choice")]
    [InlineData("tool_choice", "{\"type\":\"function\"}", "tool_choice.function.name")]
    [InlineData("response_format", "{\"type\":\"yaml\"}", "response_format.type")]
    [InlineData("response_format", "{\"type\":\"json_schema\"}", "response_format.json_schema")]
    [InlineData("response_format", "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\"}}", "response_format.json_schema.schema")]
    [InlineData("response_format", "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"not\":{}}}}}}", "response_format.json_schema.schema.properties.a.not")]
    [InlineData("json_schema", "{\"type\":\"thing\"}", "json_schema.type")]
    [InlineData("grammar", "\"root ::= (\"", "grammar")]
    [InlineData("modalities", "[\"text\",\"audio\"]", "modalities")]
    [InlineData("audio", "{}", "audio")]
    [InlineData("web_search_options", "{}", "web_search_options")]
    [InlineData("messages", "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{}}]}]", "messages.0.content.0.type")]
    [InlineData("messages", "[{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"1\"}]", "messages.0.tool_call_id")]
    [InlineData("messages", "[{\"role\":\"assistant\",\"tool_calls\":[{}]}]", "messages.0.tool_calls.0.id")]
    [InlineData("messages", "[{\"role\":\"user\",\"content\":\"a\",\"tool_calls\":[{}]}]", "messages.0.tool_calls")]
    [InlineData("messages", "[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"a\",\"arguments\":\"{\\\"a\\\":\"}}]}]", "messages.0.tool_calls.0.function.arguments")]
    [InlineData("messages", "[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"a\",\"arguments\":\"[1]\"}}]}]", "messages.0.tool_calls.0.function.arguments")]
    [InlineData("messages", "[{\"role\":\"function\",\"content\":\"a\"}]", "messages.0.role")]
    [InlineData("messages", "[null]", "messages.0")]
    [InlineData("messages", "[]", "messages")]
    [InlineData("messages", "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":5}]}]", "messages.0.content.0.text")]
    [InlineData("messages", "[{\"role\":\"user\",\"content\":5}]", "messages.0.content")]
    [InlineData("messages", "{}", "messages")]
    [InlineData("logit_bias", "{\"x\":1}", "logit_bias.x")]
    [InlineData("logit_bias", "{\"5\":101}", "logit_bias.5")]
    [InlineData("logit_bias", "{\"1000\":1}", "logit_bias.1000")]
    [InlineData("stop", "[\"\"]", "stop.0")]
    [InlineData("stop", "[5]", "stop.0")]
    [InlineData("stream", "\"yes\"", "stream")]
    [InlineData("stream_options", "{\"include_usage\":true}", "stream_options")]
    [InlineData("top_logprobs", "2", "top_logprobs")]
    [InlineData("model", "7", "model")]
    [InlineData("model", "null", "model")]
    public async Task Chat_FieldThatCannotBeHonoured_IsNamed(string field, string value, string param)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync(Path, Route.Chat.With(field, value));
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal((param, "invalid_request_error"), (error.GetProperty("param").GetString(), error.GetProperty("type").GetString()));
        Assert.StartsWith(param + ":", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(server.Model.Submitted);
    }
}
