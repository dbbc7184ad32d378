using System.Net;
using System.Text.Json;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.OpenAI;

public sealed class CompletionsTests
{
    private const string Path = "/v1/completions";

    [Theory]
    [InlineData("\"abc\"", 1)]
    [InlineData("[\"a\",\"b\"]", 2)]
    [InlineData("[104,105]", 1)]
    [InlineData("[[104],[105,106],[107]]", 3)]
    public async Task Completions_EveryKindOfPrompt_GetsOneChoiceEach(string prompt, int choices)
    {
        await using var server = await ApiServer.StartAsync();
        var json = await server.PostForJsonAsync(Path, Route.Completions.With("prompt", prompt));
        Assert.Equal("text_completion", json.GetProperty("object").GetString());
        Assert.Equal(choices, json.GetProperty("choices").GetArrayLength());
        Assert.Equal(choices * 5, json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, Route.Completions.With("prompt", prompt)[..^1] + ",\"stream\":true}"), isChat: false);
        Assert.Equal(choices, stream.Choices.Count);
        Assert.All(stream.Choices.Values, c => Assert.Equal("Hello world", c.Text.ToString()));
    }

    [Theory]
    [InlineData("\"Say: \"", "Say: ")]
    [InlineData("[72,105]", "Hi")]
    public async Task Completions_Echo_PutsThePromptInFront(string prompt, string text)
    {
        await using var server = await ApiServer.StartAsync();
        var body = Route.Completions.With("prompt", prompt)[..^1] + ",\"echo\":true";
        var json = await server.PostForJsonAsync(Path, body + "}");
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, body + ",\"stream\":true}"), isChat: false);
        Assert.Equal(text + "Hello world", json.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal(text + "Hello world", stream.Text);
    }

    [Fact]
    public async Task Completions_LogProbs_HaveTheLegacyShape()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g =>
        {
            g.Start();
            g.Say("é"u8, 1, [new(new TokenLogProb(1, "é"u8.ToArray(), -0.25f), [new(1, "é"u8.ToArray(), -0.25f), new(2, new byte[] { 0xFF }, -3f)])]);
            g.Say("ab"u8, 2, [new(new TokenLogProb(3, "a"u8.ToArray(), -1f), []), new(new TokenLogProb(4, "b"u8.ToArray(), -2f), [])]);
            g.End(FinishReason.EndOfTurn);
            return Task.CompletedTask;
        };
        var body = Route.Completions.With("logprobs", "2");
        var whole = (await server.PostForJsonAsync(Path, body)).GetProperty("choices")[0].GetProperty("logprobs");
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Path, body[..^1] + ",\"stream\":true}"), isChat: false);

        Assert.Equal(["é", "a", "b"], whole.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!));
        Assert.Equal([0, 1, 2], whole.GetProperty("text_offset").EnumerateArray().Select(t => t.GetInt32()));
        Assert.Equal(-3, whole.GetProperty("top_logprobs")[0].GetProperty("bytes:\\xff").GetDouble());
        Assert.Equal([0, 1, 2], stream.Choices[0].LogProbs.SelectMany(l => l.GetProperty("text_offset").EnumerateArray()).Select(t => t.GetInt32()));
    }

    [Theory]
    [InlineData("\"ab\"", new[] { 11, 97, 98, 12, 121, 122, 13 })]
    [InlineData("[104,11]", new[] { 11, 104, 11, 12, 121, 122, 13 })]
    [InlineData("\"\"", new[] { 11, 12, 121, 122, 13 })]
    public async Task Completions_SuffixWhereTheModelFillsIn_StandsBehindThePrompt(string prompt, int[] tokens)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Info = server.Model.Info with { FillIn = new FillInTokens(11, 12, 13) };
        var body = Route.Completions.With("prompt", prompt)[..^1] + ",\"suffix\":\"yz\"";
        var json = await server.PostForJsonAsync(Path, body + "}");
        Assert.Equal("Hello world", json.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal(tokens, server.LastRequest.Prompt.Tokens);
        var echoed = await server.PostForJsonAsync(Path, body + ",\"echo\":true,\"n\":2}");
        Assert.All(echoed.GetProperty("choices").EnumerateArray(), c => Assert.EndsWith("Hello world", c.GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.Equal(tokens, server.LastRequest.Prompt.Tokens);
    }

    [Theory]
    [InlineData("\"a\"", "y\\u000bz", "suffix")]
    [InlineData("\"a\\u000c\"", "yz", "prompt")]
    [InlineData("[\"a\",\"\\r\"]", "yz", "prompt.1")]
    public async Task Completions_TextThatSpellsAFillInToken_IsRefused(string prompt, string suffix, string param)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Info = server.Model.Info with { FillIn = new FillInTokens(11, 12, 13) };
        using var response = await server.PostAsync(Path, Route.Completions.With("prompt", prompt)[..^1] + $",\"suffix\":\"{suffix}\"}}");
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, param), (response.StatusCode, error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Completions_NoTokenLimit_GetsTheDocumentedSixteen()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Path, """{"model":"tiny","prompt":"a"}""");
        Assert.Equal(16, server.LastRequest.MaxTokens);
        Assert.False(server.LastRequest.Prompt.Segments.Single().IsTemplate);
    }

    [Theory]
    [InlineData("prompt", "null", "prompt")]
    [InlineData("prompt", "[]", "prompt")]
    [InlineData("prompt", "{}", "prompt")]
    [InlineData("prompt", "[1,\"a\"]", "prompt.1")]
    [InlineData("prompt", "[1000]", "prompt.0")]
    [InlineData("prompt", "[-1]", "prompt.0")]
    [InlineData("prompt", "[\"a\",[1]]", "prompt.1")]
    [InlineData("prompt", "[[1],[]]", "prompt.1")]
    [InlineData("suffix", "\"x\"", "suffix")]
    [InlineData("best_of", "3", "best_of")]
    public async Task Completions_FieldThatCannotBeHonoured_IsNamed(string field, string value, string param)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync(Path, Route.Completions.With(field, value));
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, param), (response.StatusCode, error.GetProperty("param").GetString()));
    }
}
