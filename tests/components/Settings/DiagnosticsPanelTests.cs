using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Alerts;
using Pensieve.Console.Features.Logs;
using Pensieve.Console.Features.Requests.Keeping;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine.Telemetry;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Settings;

public sealed class DiagnosticsPanelTests : ComponentTest
{
    private readonly ManualTime _time = new();
    private readonly FakeEngine _engine = new();
    private readonly ConsoleServices _services;

    public DiagnosticsPanelTests()
    {
        _services = new ConsoleServices(Services, _engine);
        Services.AddSingleton<TimeProvider>(_time).AddSingleton<LiveFeed>().AddSingleton<ConsoleCircuits>().AddSingleton(new LogRing());
        Services.AddSingleton(new RecentRequests(10)).AddSingleton<RequestRepository>().AddSingleton<RequestHistory>().AddSingleton<AlertRepository>().AddSingleton<AlertHistory>().AddSingleton<Webhook>();
    }

    [Fact]
    public void Facts_AtRest_NameWhereThingsAreKeptAndThatNothingIsLost()
    {
        var panel = Render<DiagnosticsPanel>();
        Assert.Equal(("0", "of 0 circuits in memory, 0 since the start"), Fact(panel, "Tabs connected"));
        Assert.Equal(("0", "all will be there after a restart, as far as the settings keep them"), Fact(panel, "Requests not kept"));
        Assert.Equal(("0", ""), Fact(panel, "Audit entries dropped"));
        Assert.EndsWith("; 0 failures", Fact(panel, "Database").Note, StringComparison.Ordinal);
        Assert.Matches("^[0-9.,]+ [KMG]iB$", Fact(panel, "Memory of the app").Value);
    }

    [Fact]
    public async Task Database_ThatFailed_SaysHowOftenAndWhy()
    {
        await _services.Store.OpenAsync(default);
        Broken.Store(_services.Store);
        Assert.False((await _services.Store.OpenAsync(default)).IsDone);
        var (state, note) = Fact(Render<DiagnosticsPanel>(), "Database");
        Assert.Equal("Degraded", state);
        Assert.EndsWith($"; 1 failure: {_services.Store.Health.Place} is damaged or not a database: move it away, and a new one is made.", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_Follow_AtMostOnceASecond()
    {
        var panel = Render<DiagnosticsPanel>();
        for (var i = 0; i < 1025; i++) Services.GetRequiredService<AuditTrail>().Record(null, "model.load", null, "done");
        Tell(TimeSpan.FromMilliseconds(300));
        Assert.Equal("0", Fact(panel, "Audit entries dropped").Value);
        Tell(TimeSpan.FromSeconds(1));
        panel.WaitForAssertion(() => Assert.Equal(("1", "they are in the log"), Fact(panel, "Audit entries dropped")));
    }

    [Fact]
    public async Task Leaving_EndsTheSubscription()
    {
        Render<DiagnosticsPanel>();
        var feed = Services.GetRequiredService<LiveFeed>();
        Assert.Equal(1, feed.SubscriptionCount);
        await DisposeComponentsAsync();
        Assert.Equal(0, feed.SubscriptionCount);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _services.Dispose();
    }

    private void Tell(TimeSpan after)
    {
        _time.Advance(after);
        _engine.RaiseChanged();
        _time.Settle();
    }

    private static (string Value, string Note) Fact(IRenderedComponent<DiagnosticsPanel> panel, string name) =>
        panel.FindAll("dl > div").Single(d => d.QuerySelector("dt")!.TextContent == name) is var fact ? (fact.QuerySelector(".value")!.TextContent, fact.QuerySelector(".muted")!.TextContent) : default;
}
