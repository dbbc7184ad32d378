using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>The round trips over the scripted engine, and what only it can be made to do: think aloud, and call tools. What thinking.mjs and tool-loops.mjs saw.</summary>
public sealed class JavaScriptSdkFakeTests(FakeAppFixture app) : JavaScriptSdkTests(app), IClassFixture<FakeAppFixture>
{
    private const string Thought = "Let me see: 漢字 😀 </thin\nso be it.";
    private const string Conclusion = "It is so.";
    private const string Weather = "It is 20 °C and 21 °C.";
    private static readonly string[] s_cities = ["Zürich \"漢字\"", "Rome"];

    private readonly FakeAppFixture _app = app;

    [Fact]
    public async Task Scripts_HaveNoCheck_ThatNobodyJudges()
    {
        Assert.Equal(["anthropic thinking", "anthropic thinking goes back", "openai reasoning content", "openai responses reasoning"], await JavaScriptSdk.ChecksAsync(_app, "thinking.mjs"));
        Assert.Equal(
            ["anthropic tool loop", "anthropic stream of calls", "openai tool loop", "openai stream of calls", "openai tool runner", "openai responses tool loop", "openai responses stream of calls"],
            await JavaScriptSdk.ChecksAsync(_app, "tool-loops.mjs"));
    }

    [Fact]
    public async Task Anthropic_Thinking_IsABlockOfItsOwnWithASignature()
    {
        var saw = await ThoughtAsync<Thinking>("anthropic thinking");
        Assert.Equal(["thinking: " + Thought, "text: " + Conclusion], saw.Whole);
        Assert.Equal(saw.Whole, saw.Streamed);
        Assert.Equal(Thought, saw.Pieces);
        Assert.NotEmpty(saw.SignaturePieces);
        Assert.Equal(saw.SignaturePieces, saw.Signature);
        Assert.Equal("end_turn", saw.Stop);
        Assert.InRange(saw.ThinkingTokens, 1, 1000);
    }

    [Fact]
    public async Task Anthropic_ThinkingThatGoesBack_IsTaken()
    {
        var saw = await ThoughtAsync<Continued>("anthropic thinking goes back");
        Assert.Equal(Conclusion, saw.Text);
        Assert.InRange(saw.InputTokens, 1, 10_000);
    }

    [Fact]
    public async Task Chat_Reasoning_IsApartFromTheContent()
    {
        var saw = await ThoughtAsync<ChatReasoning>("openai reasoning content");
        Assert.Equal((Thought, Conclusion), (saw.Reasoning, saw.Text));
        Assert.Equal((Thought, Conclusion), (saw.ReasoningPieces, saw.Pieces));
        Assert.Equal(Conclusion, saw.Continued);
        Assert.InRange(saw.ReasoningTokens, 1, 1000);
    }

    [Fact]
    public async Task Responses_Reasoning_IsAnItemBeforeTheMessage()
    {
        var saw = await ThoughtAsync<Reasoning>("openai responses reasoning");
        Assert.Equal(new Items("reasoning,message", Conclusion), saw.Whole);
        Assert.Equal(saw.Whole, saw.Streamed);
        Assert.InRange(saw.ReasoningTokens, 1, 1000);
    }

    [Theory]
    [InlineData("anthropic tool loop", "tool_use", "end_turn")]
    [InlineData("openai tool loop", "tool_calls", "stop")]
    public async Task ToolLoop_CallsResultsAnswer_ComesToItsEnd(string check, string stop, string end)
    {
        var saw = await CalledAsync<ToolLoop>(check);
        Assert.Equal((stop, end), (saw.Stop, saw.End));
        Assert.Equal(s_cities, saw.Cities);
        Assert.Equal(Weather, saw.Answer);
    }

    [Fact]
    public async Task Responses_ToolLoop_ComesToItsEndChainedOrSentWhole()
    {
        var saw = await CalledAsync<ResponsesLoop>("openai responses tool loop");
        Assert.Equal(s_cities, saw.Cities);
        Assert.Equal((Weather, Weather), (saw.Chained, saw.Whole));
    }

    [Fact]
    public async Task Chat_ToolRunner_CallsTheFunctionAndGetsTheAnswer()
    {
        var saw = await CalledAsync<Runner>("openai tool runner");
        Assert.Equal(s_cities, saw.Cities);
        Assert.Equal("It is 25 °C and 25 °C.", saw.Answer);
    }

    [Fact]
    public async Task Anthropic_StreamOfCalls_IsTheWholeAnswerInFragments()
    {
        var saw = await CalledAsync<StreamedBlocks>("anthropic stream of calls");
        Assert.Contains("get_weather", saw.Whole, StringComparison.Ordinal);
        Assert.Equal(saw.Whole, saw.Streamed);
        Assert.Equal(saw.Final, saw.BlockEvents);
        Assert.InRange(saw.Fragments, 3, 1000);
        Assert.Equal("tool_use", saw.Stop);
    }

    [Fact]
    public async Task Chat_StreamOfCalls_IsTheWholeAnswer()
    {
        var saw = await CalledAsync<StreamedCalls>("openai stream of calls");
        Assert.Equal(2, saw.Whole.Length);
        Assert.All(saw.Whole, call => Assert.StartsWith("function get_weather({", call, StringComparison.Ordinal));
        Assert.Equal(saw.Whole, saw.Streamed);
        Assert.Equal("tool_calls", saw.Stop);
    }

    [Fact]
    public async Task Responses_StreamOfCalls_IsTheWholeAnswerInFragments()
    {
        var saw = await CalledAsync<StreamedItems>("openai responses stream of calls");
        Assert.Equal(2, saw.Whole.Length);
        Assert.All(saw.Whole, call => Assert.StartsWith("completed get_weather({", call, StringComparison.Ordinal));
        Assert.Equal(saw.Whole, saw.Streamed);
        Assert.Equal(saw.Arguments, saw.Fragments);
        Assert.Equal("completed", saw.Stop);
    }

    private Task<T> ThoughtAsync<T>(string check) => JavaScriptSdk.SawAsync<T>(_app, "thinking.mjs", check);

    private Task<T> CalledAsync<T>(string check) => JavaScriptSdk.SawAsync<T>(_app, "tool-loops.mjs", check);

    private sealed record Thinking(string[] Whole, string[] Streamed, string Pieces, string SignaturePieces, string Signature, string Stop, int ThinkingTokens);

    private sealed record Continued(string Text, int InputTokens);

    private sealed record ChatReasoning(string Reasoning, string Text, int ReasoningTokens, string ReasoningPieces, string Pieces, string Continued);

    private sealed record Items(string Kinds, string Text);

    private sealed record Reasoning(Items Whole, Items Streamed, int ReasoningTokens);

    private sealed record ToolLoop(string Stop, string[] Cities, string End, string Answer);

    private sealed record ResponsesLoop(string[] Cities, string Chained, string Whole);

    private sealed record Runner(string Answer, string[] Cities);

    private sealed record StreamedBlocks(string Whole, string Streamed, string Final, string BlockEvents, int Fragments, string Stop);

    private sealed record StreamedCalls(string[] Whole, string[] Streamed, string Stop);

    private sealed record StreamedItems(string[] Whole, string[] Streamed, string[] Arguments, string[] Fragments, string Stop);
}
