using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Scenarios.Grammar;

namespace Pensieve.Tests.Unit.Harness.Scenarios;

public sealed class StreamGrammarTests
{
    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Stream_OfAProperServer_HasNoViolation(Dialect dialect) => Assert.Empty(StreamGrammar.Violations(dialect, await FramesAsync(dialect), true));

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Stream_WithoutItsEnd_IsAViolation(Dialect dialect)
    {
        var frames = await FramesAsync(dialect);
        for (var cut = 1; cut < 3; cut++) Assert.NotEmpty(StreamGrammar.Violations(dialect, frames[..^cut], true));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Stream_WithFramesAfterItsEnd_IsAViolation(Dialect dialect)
    {
        var frames = await FramesAsync(dialect);
        Assert.NotEmpty(StreamGrammar.Violations(dialect, [.. frames, frames[^1]], true));
        Assert.NotEmpty(StreamGrammar.Violations(dialect, [.. frames, frames[2]], true));
    }

    [Theory]
    [InlineData(Dialect.AnthropicMessages)]
    [InlineData(Dialect.OpenAIResponses)]
    public async Task Stream_OfNumberedBlocks_FindsAnyFrameThatIsMissing(Dialect dialect)
    {
        var frames = await FramesAsync(dialect);
        for (var i = 0; i < frames.Length; i++)
        {
            // A lost delta of Anthropic's or a ping leaves a stream of proper grammar; the oracle finds the former.
            if (dialect == Dialect.AnthropicMessages && frames[i].Event is "content_block_delta" or "ping") continue;
            Assert.NotEmpty(StreamGrammar.Violations(dialect, [.. frames[..i], .. frames[(i + 1)..]], true));
        }
    }

    [Theory]
    [InlineData(Dialect.OpenAIChat)]
    [InlineData(Dialect.OpenAICompletions)]
    public async Task Usage_AskedForOrNot_IsHeldAgainstTheCall(Dialect dialect)
    {
        var frames = await FramesAsync(dialect);
        Assert.Contains(StreamGrammar.Violations(dialect, frames, false), v => v.Contains("usage", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"index\":0,\"delta\":{\"role\":\"assistant\"},\"finish_reason\":null}", "role")]
    [InlineData("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", "finish")]
    [InlineData("{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\"}}]},\"finish_reason\":null}", "tool call")]
    public async Task Chat_ChunkTooMuch_IsNamed(string choice, string word)
    {
        var frames = (await FramesAsync(Dialect.OpenAIChat)).ToList();
        using var first = System.Text.Json.JsonDocument.Parse(frames[0].Data);
        var id = first.RootElement.GetProperty("id").GetString();
        frames.Insert(3, new StreamFrame(0, null, $$"""{"id":"{{id}}","object":"chat.completion.chunk","choices":[{{choice}}]}"""));
        Assert.Contains(StreamGrammar.Violations(Dialect.OpenAIChat, frames, true), v => v.Contains(word, StringComparison.Ordinal));
    }

    private static async Task<StreamFrame[]> FramesAsync(Dialect dialect)
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 1, Tpot = 0.1, Tokens = 6 }, precise: false);
        using var client = new LlmClient(new Target { Url = mock.Url, Kind = "mock", Model = "mock", Dialect = dialect });
        var result = await client.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", "grammar")], KeepFrames = true }, TestContext.Current.CancellationToken);
        Assert.True(result.IsOk, result.Error);
        return [.. result.Frames!];
    }
}
