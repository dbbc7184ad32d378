using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Security.Access;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Components.Requests;

public sealed class RequestDrawerTests : ComponentTest
{
    public RequestDrawerTests() => Services.AddSingleton(new PagePasses(TimeProvider.System)).AddSingleton(new RequestBodies());

    [Fact]
    public void Record_ThatEnded_ShowsItsFiguresAndTakesTheFocus()
    {
        var drawer = Open(Records.Of());
        Assert.Equal("End of turn", drawer.Find(".drawer-end.tone-good").TextContent);
        Assert.Equal(("112 ms", "10 ms", "1.11 s"), (Figure(drawer, "First token"), Figure(drawer, "Per token"), Figure(drawer, "Total")));
        Assert.Equal(("200", "50", "101", "0"), (Figure(drawer, "Prompt"), Figure(drawer, "From cache"), Figure(drawer, "Output"), Figure(drawer, "Slot")));
        Assert.Equal("25", drawer.Find(".cache-bar .fill").GetAttribute("width"));
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public void Record_ThatWasRefused_SaysWhyAndShowsNoFigureThatWasNotMeasured()
    {
        var drawer = Open(Records.Of(
            slot: -1, slotAt: -1, prefilledAt: -1, firstAt: -1, lastAt: -1, prompt: 0, cached: 0, output: 0, reason: FinishReason.Failed, failure: new EngineFailure(FailureKind.QueueFull, "256 requests wait.")));
        Assert.Equal("Queue full: 256 requests wait.", drawer.Find(".drawer-end.tone-bad").TextContent);
        Assert.Equal("–unknown: It produced no token", Figure(drawer, "First token"));
        Assert.Equal("–unknown: It takes two tokens to tell", Figure(drawer, "Per token"));
        Assert.Equal("none", Figure(drawer, "Slot"));
        Assert.Empty(drawer.FindAll(".cache-bar"));
    }

    [Theory]
    [InlineData(false, "^[0-9:]{8}\\.113$")]
    [InlineData(true, "^1970-01-0[0-9] [0-9:]{8}\\.113$")]
    public void Ended_BeforeTheStart_CarriesTheDay(bool restored, string pattern) => Assert.Matches(pattern, Figure(Open(Records.Of() with { IsRestored = restored }), "Ended"));

    [Fact]
    public void Record_NotKept_SaysSoAndCanBeClosed()
    {
        var drawer = Open(null);
        Assert.Contains("No such request is kept.", drawer.Markup, StringComparison.Ordinal);
        Assert.Empty(drawer.FindAll("section"));
        Assert.Equal("requests?range=60", drawer.Find("[data-drawer-close]").GetAttribute("href"));
    }

    [Fact]
    public void Neighbours_AtAnEndOfTheList_AreNotOffered()
    {
        var drawer = Open(Records.Of(), older: "requests?id=older");
        Assert.Empty(drawer.FindAll("[aria-label='Newer request']"));
        Assert.Equal("requests?id=older", drawer.Find("[aria-label='Older request']").GetAttribute("href"));
    }

    private IRenderedComponent<RequestDrawer> Open(RequestRecord? record, string? older = null) => Render<RequestDrawer>(p => p
        .Add(d => d.Id, record?.Id ?? "gone").Add(d => d.Record, record).Add(d => d.LinkTo, id => "requests?id=" + id).Add(d => d.CloseHref, "requests?range=60").Add(d => d.Older, older));

    private static string Figure(IRenderedComponent<RequestDrawer> drawer, string name) =>
        drawer.FindAll("dl.figures > div").Single(d => d.QuerySelector("dt")!.TextContent == name).QuerySelector("dd")!.TextContent;
}
