using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Overview;

/// <summary>The page at work, over the synthetic engine.</summary>
public sealed partial class LiveTests(BrowserFixture browser) : PageTest(browser)
{
    private readonly CuttableProxy _proxy = new();
    private SyntheticApp _app = null!;

    public override async ValueTask InitializeAsync()
    {
        _app = await SyntheticApp.StartAsync(new SyntheticEngine(4, 1) { FailureShare = 0 }, TimeSpan.FromMinutes(2), $"--Security:AllowedOrigins:0={_proxy.Url}");
        _proxy.Target = _app.Url;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _proxy.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Open_EngineAtWork_FiguresAndChartsMove()
    {
        var page = await OpenAsync(_app.Url);
        var board = page.Locator(".board");
        await Expect(board).ToHaveAttributeAsync("data-points", Digits());
        var before = await PointsAsync(page);
        Assert.True(before >= 119, $"The chart begins with the history, not with {before} points.");
        await MorePointsAsync(page, before + 1);

        var newest = await page.Locator("tbody tr .source").First.GetAttributeAsync("title");
        await Expect(page.Locator("tbody tr .source").First).Not.ToHaveAttributeAsync("title", newest!);
        await Expect(page.Locator(".verdict")).ToHaveAttributeAsync("data-severity", "Good");
    }

    [Fact]
    public async Task Pause_Pressed_FreezesUntilResumed()
    {
        var page = await OpenAsync(_app.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".pause-note")).ToBeVisibleAsync();
        var points = await PointsAsync(page);
        await Expect(page.Locator(".pause-note")).ToHaveTextAsync(Some());
        Assert.Equal(points, await PointsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await MorePointsAsync(page, points);
    }

    [Fact]
    public async Task Hidden_Tab_IsSentNothingAndCatchesUpWhenSeen()
    {
        var page = await OpenAsync(_app.Url);
        await MorePointsAsync(page, await PointsAsync(page));
        await HideAsync(page, true);
        var seen = await OpenAsync(_app.Url);
        var points = await PointsAsync(page);
        var others = await PointsAsync(seen);
        await MorePointsAsync(seen, others + 3);
        Assert.InRange(await PointsAsync(page), points, points + 1);
        await HideAsync(page, false);
        await MorePointsAsync(page, points + 2);
    }

    [Fact]
    public async Task Range_Chosen_IsInTheAddressAndSurvivesAReload()
    {
        var page = await OpenAsync(_app.Url);
        await page.GetByLabel("Time range").SelectOptionAsync("900");
        await Expect(page).ToHaveURLAsync(new Regex("range=900"));
        await page.ReloadAsync();
        await ReadyAsync(page);
        await Expect(page.GetByLabel("Time range")).ToHaveValueAsync("900");
    }

    [Fact]
    public async Task Chart_ArrowKeys_MoveOneCrosshairOverAllCharts()
    {
        var page = await OpenAsync(_app.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Locator("[data-chart=generated] .plot").FocusAsync();
        for (var i = 0; i < 10; i++) await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("[data-chart-time]")).ToHaveTextAsync(Time());
        await Expect(page.Locator("[data-chart=memory] .u-cursor-x")).Not.ToHaveClassAsync(new Regex("u-off"));
        await page.Keyboard.PressAsync("+");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Leave zoom" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Leave zoom" })).ToBeHiddenAsync();
        await Expect(page.Locator("[data-chart=memory] .u-cursor-x")).ToHaveClassAsync(new Regex("u-off"));
    }

    [Fact]
    public async Task Chart_Hovered_ReadsTheSameMomentOffEveryChart()
    {
        var page = await OpenAsync(_app.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Locator("[data-chart=generated] .u-over").HoverAsync(new() { Position = new() { X = 200, Y = 40 } });
        await Expect(page.Locator("[data-chart-time]")).ToHaveTextAsync(Time());
        await Expect(page.Locator("[data-chart=memory] .u-cursor-x")).Not.ToHaveClassAsync(new Regex("u-off"));
    }

    [Fact]
    public async Task Table_Toggled_ReplacesTheChart()
    {
        var page = await OpenAsync(_app.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Tokens generated per second as a table" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Tokens generated per second, table" }).GetByRole(AriaRole.Row)).Not.ToHaveCountAsync(0);
        await AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task Connection_CutAndMended_SaysSoAndGoesOnWithTheSameCircuit()
    {
        var page = await OpenAsync(_proxy.Url);
        await page.EvaluateAsync("window.sameDocument = true");
        // The charts' script is still on its way when the circuit is ready.
        await Expect(page.Locator(".board")).ToHaveAttributeAsync("data-points", Digits());
        _proxy.Cut();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" })).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        _proxy.Mend();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await ReadyAsync(page);
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument === true"), "The page was loaded anew although its circuit was kept.");
        var points = await PointsAsync(page);
        await MorePointsAsync(page, points);
    }

    private static async Task HideAsync(IPage page, bool hidden) => await page.EvaluateAsync(
        "hidden => { Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }", hidden);

    private static async Task<int> PointsAsync(IPage page) => int.Parse(await page.Locator(".board").GetAttributeAsync("data-points") ?? "0", CultureInfo.InvariantCulture);

    private static Task MorePointsAsync(IPage page, int than) => UntilAsync(async () => await PointsAsync(page) > than, $"The chart stays at {than} points.");

    [GeneratedRegex(@"^\d+$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^Paused \d\d:\d\d, [1-9]\d* new$")]
    private static partial Regex Some();

    [GeneratedRegex(@"^\d\d:\d\d:\d\d$")]
    private static partial Regex Time();
}
