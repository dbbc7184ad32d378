using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Overview;
using Pensieve.Console.Live;
using Pensieve.Engine;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Overview;

public sealed class OverviewPageTests : ComponentTest
{
    private readonly ManualTime _time = new();
    private readonly FakeEngine _engine = new();
    private readonly LiveFeed _feed;

    public OverviewPageTests()
    {
        _feed = new LiveFeed(_engine, _time, NullLogger<LiveFeed>.Instance);
        Services.AddSingleton(_feed);
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddSingleton(new LiveHistory());
        Services.AddScoped<LivePause>();
    }

    [Fact]
    public void Render_NoModel_ShowsNoFigureButReasons()
    {
        var page = Render<OverviewPage>();
        Assert.Equal("Info", page.Find(".verdict").GetAttribute("data-severity"));
        Assert.Equal(["–", "–", "–", "–", "–", "–"], page.FindAll(".tile-value [aria-hidden]").Select(e => e.TextContent));
        Assert.Equal("No model is loaded", page.Find("[data-tile='KV cache'] .tile-detail").TextContent);
        Assert.NotEmpty(page.FindAll(".empty"));
    }

    [Fact]
    public void Render_Loading_ShowsProgress()
    {
        _engine.Current = Make.Engine(Make.Model(state: EngineState.Loading) with { LoadProgress = 0.5 });
        Assert.Equal("50", Render<OverviewPage>().Find("[role=progressbar]").GetAttribute("aria-valuenow"));
    }

    [Fact]
    public void Render_Failing_RaisesTheAlarm()
    {
        _engine.Current = Make.Engine(Make.Model(state: EngineState.Failed, reason: "The device was lost."));
        var banner = Render<OverviewPage>().Find(".verdict");
        Assert.Equal("Critical", banner.GetAttribute("data-severity"));
        Assert.Contains("The device was lost.", banner.TextContent, StringComparison.Ordinal);
        Assert.Equal(("models", "Models"), (banner.QuerySelector("a")!.GetAttribute("href"), banner.QuerySelector("a")!.TextContent));
    }

    [Fact]
    public void Render_AllWell_LinksNowhere()
    {
        _engine.Current = Make.Engine(Make.Model());
        Assert.Empty(Render<OverviewPage>().FindAll(".verdict a"));
    }

    [Fact]
    public void Update_EngineGetsBusy_ShowsItWithinAQuarterSecond()
    {
        _engine.Current = Make.Engine(Make.Model());
        var page = Render<OverviewPage>();
        Assert.StartsWith("0", Value(page, "Slots at work"), StringComparison.Ordinal);

        _engine.Current = Make.Engine(Make.Model(busy: 3));
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.StartsWith("3", Value(page, "Slots at work"), StringComparison.Ordinal));
        Assert.Contains("3 of 4 slots at work", page.Find(".verdict").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ManyRequests_ShowsTheNewestOnes()
    {
        _engine.Current = Make.Engine(Make.Model());
        _engine.Recent.AddRange(Enumerable.Range(0, 400).Select(i => Make.Request($"r{i}", _time.GetUtcNow().AddSeconds(-i))));
        var rows = Render<OverviewPage>().FindAll("tbody tr");
        Assert.Equal(OverviewPage.RowLimit, rows.Count);
        Assert.StartsWith("now", rows[0].TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pause_DataChanges_KeepsWhatWasShownAndCounts()
    {
        _engine.Current = Make.Engine(Make.Model(busy: 1));
        var page = Render<OverviewPage>();
        var pause = Services.GetRequiredService<LivePause>();
        page.InvokeAsync(pause.Toggle);

        _engine.Current = Make.Engine(Make.Model(busy: 4) with { Ended = 7 });
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(7, pause.Missed);
        Assert.StartsWith("1", Value(page, "Slots at work"), StringComparison.Ordinal);

        page.InvokeAsync(pause.Toggle);
        page.WaitForAssertion(() => Assert.StartsWith("4", Value(page, "Slots at work"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dispose_Page_LeavesNoSubscription()
    {
        Render<OverviewPage>();
        Assert.Equal(1, _feed.SubscriptionCount);
        await DisposeComponentsAsync();
        Assert.Equal(0, _feed.SubscriptionCount);
    }

    private static string Value(IRenderedComponent<OverviewPage> page, string tile) => page.Find($"[data-tile='{tile}'] .tile-value").TextContent.Trim();
}
