using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Round trips of both vendors' JavaScript SDKs in one Node process: what round-trips.mjs saw.</summary>
public abstract class JavaScriptSdkTests(AppFixture app)
{
    private const string Script = "round-trips.mjs";

    private static readonly string[] s_judged =
    [
        "anthropic create and stream", "anthropic raw events", "anthropic count tokens", "anthropic models", "anthropic unknown model",
        "openai create and stream", "openai usage chunk", "openai several choices", "openai legacy completions", "openai embeddings", "openai models", "openai unknown model",
        "openai responses create and stream", "openai responses stored",
    ];

    [Fact]
    public async Task Script_HasNoCheck_ThatNobodyJudges() => Assert.Equal(s_judged, await JavaScriptSdk.ChecksAsync(app, Script));

    [Fact]
    public async Task Anthropic_CreateAndStream_Agree()
    {
        var saw = await SawAsync<Messages>("anthropic create and stream");
        Assert.NotEmpty(saw.Whole.Text);
        Assert.Equal(saw.Whole, saw.Streamed);
        Assert.Equal(saw.Whole.Text, saw.Pieces);
        Assert.Equal(1, saw.BlockEvents);
    }

    [Fact]
    public async Task Anthropic_RawEvents_ComeInTheirOrder()
    {
        var types = await SawAsync<string[]>("anthropic raw events");
        Assert.Equal(["message_start", "content_block_start"], types[..2]);
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], types[^3..]);
        Assert.NotEmpty(types[2..^3]);
        Assert.All(types[2..^3], type => Assert.Equal("content_block_delta", type));
    }

    [Fact]
    public async Task Anthropic_CountTokens_CountsThem() => Assert.InRange(await SawAsync<int>("anthropic count tokens"), 1, 1000);

    [Fact]
    public async Task Models_AreListedAndFound_InBothDialects()
    {
        foreach (var (check, kind) in new[] { ("anthropic models", "model"), ("openai models", "model") })
        {
            var saw = await SawAsync<Models>(check);
            Assert.Contains(app.Model, saw.Ids);
            Assert.Equal(kind, saw.Kind);
        }
    }

    [Fact]
    public async Task Model_Unknown_IsTheErrorThatTheSdkHasForIt()
    {
        var anthropic = await SawAsync<Refusal>("anthropic unknown model");
        Assert.Equal(("NotFoundError", 404, "not_found_error"), (anthropic.Error, anthropic.Status, anthropic.Type));
        Assert.StartsWith("req_", anthropic.RequestId, StringComparison.Ordinal);
        var openai = await SawAsync<Refusal>("openai unknown model");
        Assert.Equal(("NotFoundError", 404, "model_not_found"), (openai.Error, openai.Status, openai.Code));
        Assert.StartsWith("req_", openai.RequestId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_CreateAndStream_Agree()
    {
        var saw = await SawAsync<Chat>("openai create and stream");
        Assert.NotEmpty(saw.Whole.Text);
        Assert.Equal(saw.Whole, saw.Streamed);
        Assert.Equal(saw.Whole.Text, saw.Pieces);
    }

    [Fact]
    public async Task Chat_UsageChunk_ComesLastAndAlone()
    {
        var saw = await SawAsync<UsageChunk>("openai usage chunk");
        Assert.Equal("assistant", saw.FirstRole);
        Assert.All(saw.Choices[..^1], count => Assert.Equal(1, count));
        Assert.Equal(0, saw.Choices[^1]);
        Assert.DoesNotContain(true, saw.HasUsage[..^1]);
        Assert.True(saw.HasUsage[^1]);
        Assert.Equal(saw.PromptTokens + saw.CompletionTokens, saw.TotalTokens);
    }

    [Fact]
    public async Task Chat_SeveralChoices_AreAllThere()
    {
        var saw = await SawAsync<Choices>("openai several choices");
        Assert.Equal([0, 1, 2], saw.Whole.Select(c => c.Index));
        Assert.All(saw.Whole, c => Assert.NotEqual(0, c.Length));
        Assert.Equal(["assistant", "assistant", "assistant"], saw.Streamed.Select(c => c.Role));
    }

    [Fact]
    public async Task Completions_CreateAndStream_Agree()
    {
        var saw = await SawAsync<Completion>("openai legacy completions");
        Assert.NotEmpty(saw.Whole);
        Assert.Equal(saw.Whole, saw.Pieces);
    }

    [Fact]
    public async Task Embeddings_AsBase64AndAsNumbers_AreTheSameAndOfLengthOne()
    {
        var saw = await SawAsync<Embeddings>("openai embeddings");
        Assert.Equal([0, 1], saw.Indices);
        Assert.All(saw.Norms, norm => Assert.Equal(1, norm, 1e-3));
        Assert.Equal(saw.FloatLengths, saw.Lengths);
        Assert.InRange(saw.Difference, 0, 1e-5);
        Assert.Equal(4, saw.CutLength);
        Assert.InRange(saw.PromptTokens, 2, 1000);
    }

    [Fact]
    public async Task Responses_CreateAndStream_Agree()
    {
        var saw = await SawAsync<Responses>("openai responses create and stream");
        Assert.NotEmpty(saw.Whole.Text);
        Assert.Equal((saw.Whole.Text, saw.Whole.Stop), (saw.Streamed.Text, saw.Streamed.Stop));
        Assert.Equal(saw.Whole.Text, saw.Pieces);
        Assert.Equal(Enumerable.Range(0, saw.Numbers.Length), saw.Numbers);
        Assert.Equal(saw.Streamed.InputTokens + saw.Streamed.OutputTokens, saw.Streamed.TotalTokens);
    }

    [Fact]
    public async Task Responses_Stored_CanBeReadUntilTheyAreDeleted()
    {
        var saw = await SawAsync<Stored>("openai responses stored");
        Assert.Equal(saw.Output, saw.Kept);
        Assert.Equal(["user: Hi"], saw.Items);
        Assert.Equal("BadRequestError", saw.Cancelled.Error);
        Assert.Contains("Cannot cancel a synchronous response", saw.Cancelled.Message, StringComparison.Ordinal);
        Assert.Equal(("BadRequestError", "background"), (saw.Background.Error, saw.Background.Param));
        Assert.Equal("NotFoundError", saw.Deleted.Error);
        Assert.Equal("previous_response_not_found", saw.Continued.Code);
        Assert.InRange(saw.InputTokens, 1, 1000);
    }

    private Task<T> SawAsync<T>(string check) => JavaScriptSdk.SawAsync<T>(app, Script, check);

    private sealed record Message(string Text, string Content, string Stop, int OutputTokens);

    private sealed record Messages(Message Whole, Message Streamed, string Pieces, int BlockEvents);

    private sealed record Models(string[] Ids, string Kind);

    private sealed record Refusal(string Error, int Status, string Type, string Code, string Param, string Message, string RequestId);

    private sealed record Answer(string Text, string Stop);

    private sealed record Chat(Answer Whole, Answer Streamed, string Pieces);

    private sealed record UsageChunk(string FirstRole, int[] Choices, bool[] HasUsage, int PromptTokens, int CompletionTokens, int TotalTokens);

    private sealed record Choice(int Index, string Role, int Length);

    private sealed record Choices(Choice[] Whole, Choice[] Streamed);

    private sealed record Completion(string Whole, string Pieces);

    private sealed record Embeddings(int[] Indices, double[] Norms, int[] Lengths, int[] FloatLengths, double Difference, int CutLength, int PromptTokens);

    private sealed record Response(string Text, string Stop, int InputTokens, int OutputTokens, int TotalTokens);

    private sealed record Responses(Response Whole, Response Streamed, string Pieces, int[] Numbers);

    private sealed record Stored(string Output, string Kept, string[] Items, Refusal Cancelled, Refusal Deleted, Refusal Background, Refusal Continued, int InputTokens);
}
