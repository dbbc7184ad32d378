using Pensieve.Console.Features.Requests;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Components.Requests;

/// <summary>The small parts that a request is shown with: its line, its parameters, where its time went.</summary>
public sealed class RequestPartsTests : ComponentTest
{
    [Fact]
    public void Line_OfAFailure_NamesItAndWhyItHasNoFigures()
    {
        var line = Line(Records.Of(slot: -1, slotAt: -1, firstAt: -1, lastAt: -1, output: 0, reason: FinishReason.Failed, failure: new EngineFailure(FailureKind.QueueFull, "256 requests wait.")));
        Assert.Equal(("Queue full", "256 requests wait."), (line.Find("td.end.tone-bad").TextContent, line.Find("td.end").GetAttribute("title")));
        Assert.Equal("–unknown: it never got a slot", line.Find("[data-label=Queue]").TextContent.Trim());
        Assert.Equal("–unknown: it produced no token", line.Find("[data-label='First token']").TextContent.Trim());
        Assert.Equal("–unknown: it takes two tokens to tell", line.Find("[data-label='Tokens/s']").TextContent.Trim());
    }

    [Fact]
    public void Line_SelectedAndSlow_SaysBothWithoutColour()
    {
        var line = Line(Records.Of());
        Assert.False(line.Find("a").HasAttribute("aria-current"));
        Assert.Equal("1.11 s", line.Find("[data-label=Total]").TextContent.Trim());
        line.Render(p => p.Add(l => l.IsSelected, true).Add(l => l.IsSlow, true));
        Assert.Equal("true", line.Find("a").GetAttribute("aria-current"));
        Assert.Equal("slow: 1.11 s", line.Find("[data-label=Total]").TextContent.Trim());
        Assert.Equal("100", line.Find("[data-label='Tokens/s']").TextContent.Trim());
    }

    [Fact]
    public void Line_ReusedForAnotherRequest_ShowsThatOne()
    {
        var line = Line(Records.Of(id: "first"));
        line.Render(p => p.Add(l => l.Record, Records.Of(id: "second", prompt: 7)).Add(l => l.Href, "requests?id=second"));
        Assert.Equal(("second", "7", "requests?id=second"), (line.Find("td.id").TextContent, line.Find("[data-label=Prompt]").TextContent, line.Find("a").GetAttribute("href")));
    }

    [Fact]
    public void Parameters_Unknown_AreNotMadeUp() =>
        Assert.Equal("They were not recorded.", Render<RequestParameterList>(p => p.Add(l => l.Record, Records.Of() with { Parameters = null })).Find("p").TextContent);

    [Fact]
    public void Parameters_LeftOut_AreSaidToBeOffOrNotShown()
    {
        var shown = Parameters(Records.Of() with { Streaming = false, Parameters = new RequestParameters(new SamplingParameters { Temperature = 0 }, null, default, true, null) });
        Assert.Equal("openai.chat, not streamed", shown["Route"]);
        Assert.Equal("until the model stops", shown["Most tokens"]);
        Assert.Equal("0: always the likeliest token", shown["Temperature"]);
        Assert.Equal(["off", "off", "off"], new[] { "Top p", "Top k", "Min p" }.Select(n => shown[n]));
        Assert.Equal("7, chosen by the engine", shown["Seed"]);
        Assert.DoesNotContain(shown.Keys, n => n.Contains("penalty", StringComparison.Ordinal) || n is "Stop strings" or "Logit bias" or "Log-probabilities" or "Deadline");
    }

    [Fact]
    public void Parameters_AllGiven_AreAllShown()
    {
        var shown = Parameters(Records.Of() with
        {
            Parameters = new RequestParameters(
                new SamplingParameters
                {
                    Temperature = 0.75f, TopP = 0.9f, TopK = 40, MinP = 0.05f, RepeatPenalty = 1.1f, FrequencyPenalty = 0.5f, PresencePenalty = -0.5f, Seed = 7, LogitBias = [new(1, 2f), new(3, 4f)], TopLogProbs = 5,
                }, 12_000, ["END", "\n"], true, TimeSpan.FromSeconds(90)),
        });
        Assert.Equal(("openai.chat, streamed", "12,000", "0.75"), (shown["Route"], shown["Most tokens"], shown["Temperature"]));
        Assert.Equal(["0.9", "40", "0.05", "1.1", "0.5", "-0.5"], new[] { "Top p", "Top k", "Min p", "Repeat penalty", "Frequency penalty", "Presence penalty" }.Select(n => shown[n]));
        Assert.Equal(["7", "\"END\"  \"\n\"", "2 tokens", "5", "1 min 30 s"], new[] { "Seed", "Stop strings", "Logit bias", "Log-probabilities", "Deadline" }.Select(n => shown[n]));
    }

    [Fact]
    public void TimeShare_Parts_AreDrawnByTheirLengthAndToldInFigures()
    {
        var bar = Render<TimeShareBar>(p => p.Add(b => b.Share, new TimeShare([new("queue", "Waited for a slot", 1500, 0.75), new("decode", "Generated", 500.5, 0.25)], "Mostly waiting.", "Add slots.")));
        Assert.Equal("Mostly waiting. Add slots.", bar.Find(".why").TextContent);
        Assert.Equal(["flex-grow:1500", "flex-grow:500.5"], bar.FindAll(".split .part").Select(s => s.GetAttribute("style")));
        Assert.Equal(["Waited for a slot 1.5 s 75 %", "Generated 501 ms 25 %"], bar.FindAll(".parts li").Select(li => string.Join(' ', li.Children.Skip(1).Select(c => c.TextContent))));
        bar.Render(p => p.Add(b => b.Share, new TimeShare([], "It ended before anything took time.", null)));
        Assert.Equal("It ended before anything took time.", bar.Find(".why").TextContent);
    }

    private IRenderedComponent<RequestLine> Line(RequestRecord record) => Render<RequestLine>(p => p.Add(l => l.Record, record).Add(l => l.Href, "requests?id=" + record.Id));

    private Dictionary<string, string> Parameters(RequestRecord record) =>
        Render<RequestParameterList>(p => p.Add(l => l.Record, record)).FindAll("dl > div").ToDictionary(d => d.QuerySelector("dt")!.TextContent, d => d.QuerySelector("dd")!.TextContent);
}
