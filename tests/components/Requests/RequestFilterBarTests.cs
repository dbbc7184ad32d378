using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Requests;

namespace Pensieve.Tests.Components.Requests;

public sealed class RequestFilterBarTests : ComponentTest
{
    private readonly List<RequestFilter> _asked = [];

    [Fact]
    public void Fields_Changed_AskForThatAndKeepTheRest()
    {
        var bar = Show(new RequestFilter(Route: "openai.chat"));
        Change(bar, "#f-text", "abc");
        Change(bar, "#f-end", "queue-full");
        Change(bar, "#f-route", "");
        Change(bar, "input[type=number]", "250");
        Assert.Equal(
            [new(Route: "openai.chat", Text: "abc"), new(Route: "openai.chat", End: "queue-full"), new(Route: ""), new(Route: "openai.chat", MinMs: 250)], _asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void Least_NotAWholeNumberOfMilliseconds_IsNone(string text)
    {
        Change(Show(new RequestFilter(MinMs: 100)), "input[type=number]", text);
        Assert.Null(Assert.Single(_asked).MinMs);
    }

    [Fact]
    public void Choices_ThatNoRequestHas_CanStillBeSeenIfTheAddressNamesThem()
    {
        var bar = Show(new RequestFilter(Model: "gone", Route: "old.route"));
        Assert.Equal(["", "tiny", "gone"], Options(bar, "#f-model"));
        Assert.Equal(["", "openai.chat", "old.route"], Options(bar, "#f-route"));
        Assert.Equal("gone", bar.Find("#f-model").GetAttribute("value"));
    }

    [Fact]
    public void Ends_OfEveryKind_AreOfferedOnce()
    {
        var ends = Options(Show(new RequestFilter()), "#f-end");
        Assert.Equal(ends.Distinct(), ends);
        Assert.Superset(new HashSet<string> { "", "failed", "end-of-turn", "cancelled", "queue-full", "engine-lost" }, ends.ToHashSet());
    }

    [Fact]
    public void Model_OneOnly_IsNoChoice()
    {
        var bar = Show(new RequestFilter());
        Assert.Empty(bar.FindAll("#f-model"));
        bar.Render(p => p.Add(b => b.Models, ["large", "tiny"]));
        Assert.Equal(["", "large", "tiny"], Options(bar, "#f-model"));
    }

    [Fact]
    public void Models_OthersOfTheSameNumber_TakeTheirPlace()
    {
        var bar = Show(new RequestFilter());
        bar.Render(p => p.Add(b => b.Models, ["large", "tiny"]));
        bar.Render(p => p.Add(b => b.Models, ["huge", "tiny"]).Add(b => b.Routes, ["anthropic.messages"]));
        Assert.Equal(["", "huge", "tiny"], Options(bar, "#f-model"));
        Assert.Equal(["", "anthropic.messages"], Options(bar, "#f-route"));
    }

    [Fact]
    public void Clear_IsOfferedWhereThereIsSomethingToClear()
    {
        Assert.Empty(Show(new RequestFilter(Text: " ", MinMs: 0)).FindAll("button"));
        var bar = Show(new RequestFilter(Text: "x"));
        Click(() => bar.Find("button"));
        Assert.Equal([new RequestFilter()], _asked);
    }

    private IRenderedComponent<RequestFilterBar> Show(RequestFilter filter) =>
        Render<RequestFilterBar>(p => p.Add(b => b.Filter, filter).Add(b => b.Models, ["tiny"]).Add(b => b.Routes, ["openai.chat"]).Add(b => b.Changed, _asked.Add));

    private void Change(IRenderedComponent<RequestFilterBar> bar, string field, string value) => Dispatch(() => bar.Find(field), "onchange", new ChangeEventArgs { Value = value });

    private static IEnumerable<string> Options(IRenderedComponent<RequestFilterBar> bar, string select) => bar.FindAll($"{select} option").Select(o => o.GetAttribute("value")!);
}
