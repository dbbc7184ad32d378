using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Shell;

namespace Pensieve.Tests.Components.Shell;

/// <summary>The menu of the pages, their keys, and the time range that goes along between them.</summary>
public sealed class NavigationTests : ComponentTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Menu_OffersEveryPage_AndMarksTheOneThatIsOpen()
    {
        Navigation.NavigateTo("requests?id=1");
        var menu = Render<NavMenu>();
        Assert.Equal(PageMap.Open.Select(p => p.Label), menu.FindAll("a").Select(a => a.TextContent));
        Assert.Equal(["Requests"], menu.FindAll("a.active").Select(a => a.TextContent));
        Navigation.NavigateTo("");
        menu.WaitForAssertion(() => Assert.Equal(["Overview"], menu.FindAll("a.active").Select(a => a.TextContent)));
    }

    [Fact]
    public void Range_GoesAlong_BetweenPagesThatHaveOne()
    {
        var menu = Render<NavMenu>();
        Assert.Equal("requests", Href(menu, "Requests"));
        Navigation.NavigateTo("?range=900");
        menu.WaitForAssertion(() => Assert.Equal("requests?range=900", Href(menu, "Requests")));
        Assert.Equal(("?range=900", "models"), (Href(menu, "Overview"), Href(menu, "Models")));
        Navigation.NavigateTo("models");
        menu.WaitForAssertion(() => Assert.Equal("requests", Href(menu, "Requests")));
    }

    [Fact]
    public void Keys_OfTheMenuAndOfTheHelp_AreTheSame()
    {
        var help = Render<ShortcutHelp>().FindAll(".shortcuts > div").ToDictionary(d => string.Join(' ', d.QuerySelectorAll("dt kbd").Select(k => k.TextContent)), d => d.QuerySelector("dd")!.TextContent);
        Assert.All(Render<NavMenu>().FindAll("a"), a =>
        {
            Assert.Equal($"{a.TextContent} (g {a.GetAttribute("data-key")})", a.GetAttribute("title"));
            Assert.Equal("Go to " + a.TextContent, help["g " + a.GetAttribute("data-key")]);
        });
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("requests?id=1", true)]
    [InlineData("models", false)]
    [InlineData("elsewhere", false)]
    public void Picker_StandsOnPagesWithARange(string address, bool shown)
    {
        Navigation.NavigateTo(address);
        Assert.Equal(shown, Render<RangePicker>().FindAll("#time-range").Count == 1);
    }

    [Fact]
    public void Picker_Chosen_IsTheAddressAndTheRestOfItStays()
    {
        Navigation.NavigateTo("requests?q=x&range=60");
        var picker = Render<RangePicker>();
        Assert.Equal("60", picker.Find("#time-range").GetAttribute("value"));
        Assert.Equal(TimeRange.Choices.Select(c => $"Last {c / 60} min"), picker.FindAll("option").Select(o => o.TextContent));
        Choose(picker, 900);
        Assert.EndsWith("/requests?q=x&range=900", Navigation.Uri, StringComparison.Ordinal);
        picker.WaitForAssertion(() => Assert.Equal("900", picker.Find("#time-range").GetAttribute("value")));
        Choose(picker, TimeRange.DefaultSeconds);
        Assert.EndsWith("/requests?q=x", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Picker_FixedStretch_IsNamedAndCanBeLeft()
    {
        Navigation.NavigateTo("requests?from=100&to=200&range=60&q=x");
        var picker = Render<RangePicker>();
        Assert.Equal($"Time range: {TimeRange.Of(Navigation.Uri)}", picker.Find(".range-fixed").TextContent);
        Assert.Empty(picker.FindAll("select"));
        Click(() => picker.Find("button[aria-label='Back to the latest']"));
        Assert.EndsWith("/requests?range=60&q=x", Navigation.Uri, StringComparison.Ordinal);
        picker.WaitForAssertion(() => Assert.Single(picker.FindAll("select")));
    }

    [Fact]
    public async Task Leaving_EndsListeningToTheAddress()
    {
        var (menu, picker) = (Render<NavMenu>(), Render<RangePicker>());
        var rendered = menu.RenderCount + picker.RenderCount;
        await DisposeComponentsAsync();
        Navigation.NavigateTo("?range=900");
        Assert.Equal(rendered, menu.RenderCount + picker.RenderCount);
    }

    private static string? Href(IRenderedComponent<NavMenu> menu, string page) => menu.FindAll("a").Single(a => a.TextContent == page).GetAttribute("href");

    private void Choose(IRenderedComponent<RangePicker> picker, int seconds) => Dispatch(() => picker.Find("#time-range"), "onchange", new ChangeEventArgs { Value = $"{seconds}" });
}
