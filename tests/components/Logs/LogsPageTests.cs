using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Logs;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Logs;

public sealed class LogsPageTests : ComponentTest
{
    private readonly ManualTime _time = new();
    private readonly LogRing _ring = new();
    private readonly FakeEngine _engine = new();

    public LogsPageTests()
    {
        _engine.Current = Make.Engine();
        Services.AddSingleton(_ring).AddSingleton<TimeProvider>(_time).AddSingleton(new LiveFeed(_engine, _time, NullLogger<LiveFeed>.Instance)).AddScoped<LivePause>();
    }

    [Fact]
    public void Page_LevelsAndWordsOfTheAddress_AreShownWithCounts()
    {
        Assert.Contains("Nothing has been logged yet.", Open("").Markup, StringComparison.Ordinal);
        Add("quiet", LogLevel.Debug);
        Add("hello");
        Add("trouble with hello", LogLevel.Error);
        Add("the end", LogLevel.Critical);

        Assert.Equal("3 entries", Heading(Open("")));
        Assert.Equal("4 entries", Heading(Open("?level=debug")));
        Assert.Equal("1 entry", Heading(Open("?q=trouble")));
        var none = Open("?q=nowhere&level=error");
        Assert.Contains("No entry fits.", none.Markup, StringComparison.Ordinal);
        Assert.Equal(["Debug 1", "Info 1", "Warning 0", "Error 2"], none.FindAll(".segments button").Select(b => b.TextContent.Trim()));
        Click(() => none.Find(".empty button"));
        Assert.EndsWith("/logs?level=trace", Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_EntriesOfAnotherDayAndLongOnes_SayTheirDayAndEndInTime()
    {
        _ring.Add(_time.GetUtcNow().AddDays(-3), LogLevel.Warning, "Pensieve.A", 0, new string('x', 399) + "\U0001F9E0 and more\nlines");
        Add("now\nand then", LogLevel.Warning);
        var rows = Open("").FindAll("[data-log]");

        Assert.Matches(@"^\d\d-\d\d \d\d:\d\d:\d\d$", rows[0].QuerySelector(".when")!.TextContent);
        Assert.Equal(new string('x', 399) + " …", rows[0].QuerySelector(".message")!.TextContent);
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3}$", rows[1].QuerySelector(".when")!.TextContent);
        Assert.Equal("now ⏎ and then", rows[1].QuerySelector(".message")!.TextContent);
    }

    [Fact]
    public void Page_FullRing_SaysWhatIsGoneOfEachKind()
    {
        Assert.DoesNotContain("gone", Open("").Find(".page-head").TextContent, StringComparison.Ordinal);
        Add("before all of it", LogLevel.Warning);
        for (var i = 0; i < _ring.Limits.Details + 1200; i++) Add("busy", LogLevel.Debug);

        var page = Open("?level=warning");
        Assert.Equal("1 entry", Heading(page));
        Assert.Contains("older ones are gone: 1,200 debug.", page.Find(".page-head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ScrolledUp_CountsWhatIsNewAndShowsItOnDemand()
    {
        Add("one");
        var page = Open("");
        await page.InvokeAsync(() => page.FindComponent<LogList>().Instance.OnAtEnd(false));
        Add("two");
        Add("three");
        Tell();

        page.WaitForAssertion(() => Assert.Equal("2 new", page.Find(".new-button").TextContent.Trim()));
        Assert.Equal("1 entry", Heading(page));
        Click(() => page.Find(".new-button"));
        Assert.Equal("3 entries", Heading(page));
        Assert.Empty(page.FindAll(".new-button"));
    }

    [Fact]
    public async Task Page_Paused_StandsStillUntilResumed()
    {
        Add("one");
        var page = Open("");
        await page.InvokeAsync(() => Services.GetRequiredService<LivePause>().Toggle());
        _time.Advance(TimeSpan.FromSeconds(1));
        Add("two");
        Tell();

        page.WaitForAssertion(() => Assert.Equal("1 new", page.Find(".new-button").TextContent.Trim()));
        Assert.Equal("1 entry", Heading(page));
        await page.InvokeAsync(() => Services.GetRequiredService<LivePause>().Toggle());
        page.WaitForAssertion(() => Assert.Equal("2 entries", Heading(page)));
    }

    [Fact]
    public void Page_EntryOfTheAddress_IsOpenWithItsRequest()
    {
        _ring.Add(_time.GetUtcNow(), LogLevel.Warning, "Pensieve.Engine.Worker.ModelHost", 131, "refused", "System.Exception: why", "req_7");
        var page = Open("?entry=1");

        Assert.Equal(["requests?id=req_7", "logs?level=debug&q=req_7"], page.FindAll(".log-detail .links a").Select(a => a.GetAttribute("href")));
        Assert.Contains("System.Exception: why", page.Find(".log-detail").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("a[download]"));
        Assert.NotEmpty(Open("", AccessLevel.Operate).FindAll("a[download]"));
    }

    private string Uri => Services.GetRequiredService<NavigationManager>().Uri;

    private static string Heading(IRenderedComponent<LogsPage> page) => page.Find(".log-panel h2").TextContent;

    private void Add(string message, LogLevel level = LogLevel.Information) =>
        _ring.Add(_time.GetUtcNow(), level, "Pensieve.Console.Test", 0, message);

    private void Tell()
    {
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private IRenderedComponent<LogsPage> Open(string query, AccessLevel level = AccessLevel.Inference)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/logs" + query);
        var state = Task.FromResult(new AuthenticationState(new AccessIdentity("x", "me", level).ToPrincipal("test")));
        return Render<LogsPage>(p => p.AddCascadingValue(state));
    }
}
