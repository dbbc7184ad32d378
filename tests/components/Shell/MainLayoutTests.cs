using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Live;
using Pensieve.Console.Shared.Shell;
using Pensieve.Engine;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Shell;

/// <summary>The shell around every page.</summary>
public sealed class MainLayoutTests : ComponentTest
{
    private readonly ManualTime _time = new();
    private readonly FakeEngine _engine = new();
    private readonly LiveFeed _feed;

    public MainLayoutTests()
    {
        _feed = new LiveFeed(_engine, _time, NullLogger<LiveFeed>.Instance);
        Services.AddSingleton(_feed).AddSingleton<TimeProvider>(_time).AddScoped<LivePause>();
        _engine.Current = Make.Engine(Make.Model());
    }

    [Fact]
    public void Page_ThatFails_LeavesTheShellAndCanBeShownAgain()
    {
        var fail = true;
        var layout = Show(() => fail);
        Assert.Contains("boom", layout.Find("main [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(layout.FindAll("nav a"));
        fail = false;
        Click(() => layout.Find("main [role=alert] button"));
        Assert.Equal("fine", layout.Find("main p").TextContent);
    }

    [Fact]
    public void Parts_OfFeatures_StandInTheirPlacesAndFailAlone()
    {
        Services.AddShellPart<Good>(ShellPlace.Bell).AddShellPart<Broken>(ShellPlace.Bell).AddShellPart<Good>(ShellPlace.Strip);
        var layout = Show(() => false);
        Assert.Equal(["good"], layout.FindAll(".topbar-actions i").Select(i => i.TextContent));
        Assert.Equal(["Failed"], layout.FindAll(".topbar-actions .pill-bad").Select(p => p.TextContent));
        Assert.Equal("good", layout.Find(".strip").TextContent.Trim());
        Assert.Equal("fine", layout.Find("main p").TextContent);
    }

    [Fact]
    public void Status_Changed_IsShownOnEveryPage()
    {
        var layout = Show(() => false);
        Assert.Equal("Ready", layout.Find("[data-engine-state]").GetAttribute("data-engine-state"));
        _engine.Current = Make.Engine(Make.Model(state: EngineState.Restarting, reason: "It crashed."));
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromSeconds(1));
        layout.WaitForAssertion(() => Assert.Equal("Restarting", layout.Find("[data-engine-state]").GetAttribute("data-engine-state")));
    }

    [Fact]
    public async Task Tab_OutOfSight_IsToldOfNothingAndCatchesUp()
    {
        var layout = Show(() => false);
        var pause = Services.GetRequiredService<LivePause>();
        await layout.InvokeAsync(() => layout.Instance.SetHidden(true));
        Assert.True(pause.IsHidden);
        _engine.Current = Make.Engine(Make.Model(state: EngineState.Failed));
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Ready", layout.Find("[data-engine-state]").GetAttribute("data-engine-state"));
        await layout.InvokeAsync(() => layout.Instance.SetHidden(false));
        layout.WaitForAssertion(() => Assert.Equal("Failed", layout.Find("[data-engine-state]").GetAttribute("data-engine-state")));
    }

    [Fact]
    public async Task Layout_IsAnnouncedToTheBrowser_AndLeavesNoSubscription()
    {
        Show(() => false);
        Assert.Single(JSInterop.Invocations, i => i.Identifier == "pensieve.ready");
        Assert.NotEqual(0, _feed.SubscriptionCount);
        await DisposeComponentsAsync();
        Assert.Equal(0, _feed.SubscriptionCount);
    }

    [Theory]
    [InlineData("", "#main")]
    [InlineData("requests?id=1", "requests#main")]
    [InlineData("runs/7?case=a%2Fb#x", "runs/7#main")]
    public void SkipLink_OnAnyAddress_StaysOnThePage(string address, string href)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var frame = Render<ShellFrame>(p => p.Add(f => f.Main, "<p>page</p>"));
        Assert.Equal(href, frame.Find(".skip-link").GetAttribute("href"));
        Assert.Equal("page", frame.Find("#main").TextContent);
    }

    private IRenderedComponent<MainLayout> Show(Func<bool> fail) => Render<MainLayout>(p => p.Add(l => l.Body, b =>
    {
        b.OpenComponent<Fragile>(0);
        b.AddComponentParameter(1, nameof(Fragile.Fail), fail);
        b.CloseComponent();
    }));

    private sealed class Good : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddMarkupContent(0, "<i>good</i>");
    }

    private sealed class Broken : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder) => throw new InvalidOperationException("broken");
    }
}
