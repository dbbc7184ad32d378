using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Requests;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Overview;

public sealed class RequestTableTests : ComponentTest
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Render_Nothing_OffersTheNextStep()
    {
        var table = Render<RequestTable>(p => p.Add(t => t.Rows, []));
        Assert.Contains("pensieve up --model", table.Markup, StringComparison.Ordinal);
        table.Render(p => p.Add(t => t.Rows, []).Add(t => t.Model, "tiny").Add(t => t.BaseUri, "http://h:1/"));
        Assert.StartsWith("curl http://h:1/v1/chat/completions", table.Find("code").TextContent, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"tiny\"", table.Find("code").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ARequest_ShowsItsFigures()
    {
        var table = Render<RequestTable>(p => p.Add(t => t.Rows, [RequestRow.From(Make.Request("a", s_now.AddSeconds(-3)), s_now)]));
        string[] cells = [.. table.FindAll("tbody td").Select(c => c.TextContent.Trim())];
        Assert.Equal(["3 s ago", "/v1/messages", "50", "20", "101", "2 ms", "80 ms", "100", "1.08 s", "End of turn"], cells);
    }

    [Fact]
    public void Render_ARequestWithoutTokens_ShowsDashesWithReasons()
    {
        var failure = new EngineFailure(FailureKind.PromptTooLong, "The prompt has 9 tokens more than fit.");
        var table = Render<RequestTable>(p => p.Add(t => t.Rows, [RequestRow.From(Make.Request("a", s_now, FinishReason.Failed, 0, failure, output: 0), s_now)]));
        Assert.Equal("Prompt too long", table.Find("td.end").TextContent.Trim());
        Assert.Equal(failure.Message, table.Find("td.end").GetAttribute("title"));
        Assert.Equal("it produced no token", table.Find("td[data-label='First token'] .unknown").GetAttribute("title"));
    }

    [Theory]
    [InlineData(FinishReason.EndOfTurn, "good")]
    [InlineData(FinishReason.MaxTokens, "info")]
    [InlineData(FinishReason.StopSequence, "good")]
    [InlineData(FinishReason.ContextFull, "warn")]
    [InlineData(FinishReason.Cancelled, "muted")]
    [InlineData(FinishReason.Failed, "bad")]
    public void From_EachReason_HasWordsAndTone(FinishReason reason, string tone)
    {
        var row = RequestRow.From(Make.Request("a", s_now, reason), s_now);
        Assert.Equal(tone, row.Tone);
        Assert.NotEmpty(row.End);
    }

    [Fact]
    public void Render_EqualRows_RendersNothingAgain()
    {
        var record = Make.Request("a", s_now);
        var table = Render<RequestTable>(p => p.Add(t => t.Rows, [RequestRow.From(record, s_now)]));
        var renders = table.RenderCount;
        table.Render(p => p.Add(t => t.Rows, [RequestRow.From(record, s_now)]));
        Assert.Equal(renders, table.RenderCount);
        table.Render(p => p.Add(t => t.Rows, [RequestRow.From(record, s_now.AddSeconds(5))]));
        Assert.Equal("5 s ago", table.Find("td.when").TextContent);
    }
}
