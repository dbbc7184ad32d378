using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;
using Pensieve.Engine;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Worker;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Requests;

public sealed class RequestsPageTests : ComponentTest
{
    private readonly ManualTime _time = new();
    private readonly FakeEngine _engine = new();
    private readonly KeptSettings _kept = new();
    private readonly TurnedAwayRing _turnedAway = new();
    private AccessLevel _level;

    public RequestsPageTests()
    {
        Services.AddSingleton(new LiveFeed(_engine, _time, NullLogger<LiveFeed>.Instance));
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddSingleton<IEngine>(_engine);
        Services.AddSingleton(new EngineHostOptions());
        var bodies = new RequestBodies();
        Services.AddSingleton(bodies).AddSingleton(new PagePasses(_time)).AddSingleton(_kept.Settings).AddSingleton(_kept.Audit);
        _kept.Settings.Changed += () => bodies.Switch(_kept.Settings.IsOn(SettingTable.KeepBodies));
        Services.AddScoped<LivePause>().AddSingleton(_turnedAway);
        _engine.Current = Make.Engine(Make.Model());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _kept.Dispose();
    }

    [Fact]
    public void Render_NothingEnded_OffersTheFirstRequest()
    {
        var page = Open("");
        Assert.Contains("None has ended yet.", page.Find(".page-head").TextContent, StringComparison.Ordinal);
        Assert.Contains("curl", page.Find(".snippet").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_RangeAndFilters_ShowWhatFitsAndSaySo()
    {
        Add("old", -400);
        Add("cancelled", -20, FinishReason.Cancelled);
        Add("failed", -10, FinishReason.Failed);
        Assert.Equal("2 requests", Heading(Open("")));
        Assert.Equal("3 requests", Heading(Open("?range=900")));
        Assert.Equal("1 request", Heading(Open("?end=failed")));
        Assert.Contains("No request fits.", Open("?q=nowhere").Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Contains("The last 4,000 are kept: 3 now.", Open("").Find(".page-head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_Changed_IsInTheAddressAndCanBeCleared()
    {
        Add("one", -10);
        var page = Open("?range=900");
        Dispatch(() => page.Find("#f-end"), "onchange", new ChangeEventArgs { Value = "cancelled" });
        Assert.EndsWith("/requests?range=900&end=cancelled", Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".empty")));
        Click(() => page.Find(".filters button"));
        Assert.EndsWith("/requests?range=900", Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_ScrolledDown_HoldsTheListAndCountsTheNew()
    {
        Add("one", -10);
        var page = Open("");
        page.InvokeAsync(() => page.FindComponent<RequestList>().Instance.OnAtTop(false));
        Add("two", 0);
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromMilliseconds(300));
        page.WaitForAssertion(() => Assert.Equal("1 new", page.Find(".new-button").TextContent));
        Assert.Equal("1 request", Heading(page));
        Click(() => page.Find(".new-button"));
        Assert.Equal("2 requests", Heading(page));
        Assert.Empty(page.FindAll(".new-button"));
    }

    [Fact]
    public void Update_Paused_ShowsNothingNewUntilResumed()
    {
        Add("one", -10);
        var page = Open("");
        var pause = Services.GetRequiredService<LivePause>();
        page.InvokeAsync(pause.Toggle);
        Add("two", 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1 request", Heading(page));
        page.InvokeAsync(pause.Toggle);
        page.WaitForAssertion(() => Assert.Equal("2 requests", Heading(page)));
    }

    [Fact]
    public void TurnedAway_AreCountedByReasonWithinTimeAndWords()
    {
        Turn("old", -400, 401, "A valid API key is required.");
        Turn("a", -30, 404, "The model 'gpt-x' is not loaded.", "ci");
        Turn("b", -20, 404, "The model 'gpt-x' is not loaded.");
        Turn("c", -10, 400, "messages: is required.");
        var page = Open("");
        Assert.Equal("3 requests turned away", page.Find(".away-panel h2").TextContent);
        Assert.Contains("2 × 404, 1 × 400.", page.Find(".away-hint").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".away"));
        Assert.EndsWith("/requests?away=shown", page.Find(".away-panel a").GetAttribute("href"), StringComparison.Ordinal);

        var open = Open("?away=shown");
        Assert.Equal("/requests", new Uri(open.Find(".away-panel a").GetAttribute("href")!).PathAndQuery);
        Assert.Equal(["1", "400", "POST /v1/messages", "messages: is required.", "c"], Cells(open, 0));
        _level = AccessLevel.Operate;
        open = Open("?away=shown");
        Assert.Equal(["1", "400", "POST /v1/messages", "messages: is required.", "10.0.0.7", "c"], Cells(open, 0));
        Assert.Equal(["2", "404", "POST /v1/messages", "The model 'gpt-x' is not loaded.", "10.0.0.7 and 1 more", "b"], Cells(open, 1));

        Assert.Equal("1 request turned away", Open("?q=REQUIRED").Find(".away-panel h2").TextContent);
        Assert.Equal("4 requests turned away", Open("?range=900").Find(".away-panel h2").TextContent);
        Assert.Empty(Open("?q=nowhere").FindAll(".away-panel"));

        _turnedAway.CountOfRun();
        Assert.EndsWith("1 × 400. The test laboratory's own, 1 since the start, are not among them.", Open("").Find(".away-hint").TextContent, StringComparison.Ordinal);

        static IEnumerable<string> Cells(IRenderedComponent<RequestsPage> page, int row) => page.FindAll(".away tbody tr")[row].Children.Skip(1).Select(c => c.TextContent);
        void Turn(string id, double seconds, int status, string message, string? caller = null) =>
            _turnedAway.Add(new TurnedAwayRequest(id, _time.GetUtcNow().AddSeconds(seconds), "POST", "/v1/messages", status, null, message, caller, "10.0.0.7"));
    }

    [Fact]
    public void Open_ById_ShowsTheDrawerAndKeepsTheFilterInItsLinks()
    {
        Add("newer", -5);
        Add("this", -10);
        Add("older", -15);
        var drawer = Open("?id=this&range=900").Find(".drawer");
        Assert.Equal("this", drawer.QuerySelector("code")!.TextContent);
        Assert.EndsWith("/requests?id=newer&range=900", drawer.QuerySelector("[aria-label='Newer request']")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith("/requests?id=older&range=900", drawer.QuerySelector("[aria-label='Older request']")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith("/requests?range=900", drawer.QuerySelector("[data-drawer-close]")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("No such request is kept.", Open("?id=gone").Find(".drawer").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Bodies_SwitchedByAnAdministrator_AreShownAsKeptAndForgottenWhenSwitchedOff()
    {
        Assert.Empty(Open("").FindAll(".bodies button"));
        _level = AccessLevel.Admin;
        var page = Open("");
        Assert.Equal("off", page.Find("[data-bodies]").GetAttribute("data-bodies"));
        Click(() => page.Find(".bodies button"));
        page.WaitForAssertion(() => Assert.True(Services.GetRequiredService<RequestBodies>().Enabled));
        page.WaitForAssertion(() => Assert.Contains("Bodies are kept: 0", page.Find(".bodies").TextContent, StringComparison.Ordinal));
        Click(() => page.Find(".bodies button"));
        page.WaitForAssertion(() => Assert.False(Services.GetRequiredService<RequestBodies>().Enabled));
    }

    private string Uri => Services.GetRequiredService<NavigationManager>().Uri;

    private IRenderedComponent<RequestsPage> Open(string query)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("requests" + query);
        return Render<RequestsPage>(p => p.AddCascadingValue(Task.FromResult(new AuthenticationState(new AccessIdentity("x", "me", _level).ToPrincipal("test")))));
    }

    private static string Heading(IRenderedComponent<RequestsPage> page) => page.Find(".request-panel h2").TextContent;

    private void Add(string id, double seconds, FinishReason reason = FinishReason.EndOfTurn)
    {
        _engine.Recent.Add(Make.Request(id, _time.GetUtcNow().AddSeconds(seconds), reason));
        _engine.Recent.Sort((a, b) => b.EndedAt.CompareTo(a.EndedAt));
    }
}
