using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Live;
using Pensieve.Console.Shared.Shell;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Shell;

public sealed class PauseButtonTests : ComponentTest
{
    private readonly ManualTime _time = new();
    private readonly FakeEngine _engine = new();
    private readonly LiveFeed _feed;

    public PauseButtonTests()
    {
        _feed = new LiveFeed(_engine, _time, NullLogger<LiveFeed>.Instance);
        Services.AddSingleton(_feed).AddSingleton<TimeProvider>(_time).AddScoped<LivePause>();
        _engine.Current = Make.Engine(Make.Model());
    }

    [Fact]
    public void Pause_SinceWhenAndHowManyWereMissed_IsSaidUntilResumed()
    {
        var part = Render<PauseButton>();
        Assert.Equal(("Live", "Pause", "false"), (part.Find(".pause-live").TextContent, part.Find("button").TextContent.Trim(), part.Find("button").GetAttribute("aria-pressed")));
        Click(() => part.Find("button"));
        Assert.Equal(("Resume", "true"), (part.Find("button").TextContent.Trim(), part.Find("button").GetAttribute("aria-pressed")));
        Assert.Equal(_time.GetUtcNow().ToLocalTime().ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), part.Find(".pause-since").TextContent);
        Assert.Equal("0 new", part.Find("[data-paused-missed]").TextContent);

        _engine.Current = Make.Engine(Make.Model() with { Ended = 1200 });
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromSeconds(1));
        part.WaitForAssertion(() => Assert.Equal("1,200 new", part.Find("[data-paused-missed]").TextContent));
        Click(() => part.Find("button"));
        Assert.Empty(part.FindAll("[role=status]"));
        Assert.Equal("Live", part.Find(".pause-live").TextContent);
    }

    [Fact]
    public void Pause_ByKey_IsShownToo()
    {
        var part = Render<PauseButton>();
        part.InvokeAsync(Services.GetRequiredService<LivePause>().Toggle);
        part.WaitForAssertion(() => Assert.Equal("true", part.Find("button").GetAttribute("aria-pressed")));
    }

    [Fact]
    public async Task Leaving_EndsTheSubscription()
    {
        Render<PauseButton>();
        Assert.Equal(1, _feed.SubscriptionCount);
        await DisposeComponentsAsync();
        Assert.Equal(0, _feed.SubscriptionCount);
    }
}
