using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Requests;

/// <summary>The requests page over the synthetic engine.</summary>
public sealed class RequestsTests(BrowserFixture browser) : SyntheticPageTest(browser)
{
    protected override Task<SyntheticApp> StartAsync() => SyntheticApp.StartAsync(new SyntheticEngine(4, 0.8) { FailureShare = 0.05 }, TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(ColorScheme.Light, "desktop")]
    [InlineData(ColorScheme.Light, "phone")]
    [InlineData(ColorScheme.Dark, "desktop")]
    [InlineData(ColorScheme.Dark, "phone")]
    public async Task Requests_EachThemeAndSize_IsAccessibleAndFits(ColorScheme scheme, string viewport)
    {
        var page = await OpenAsync(App.Url + "requests", viewport, scheme);
        await Expect(page.Locator("[data-request]").First).ToBeVisibleAsync();
        await LookAsync(page, "requests", scheme, viewport);
        await page.Locator("[data-request] .when a").First.ClickAsync();
        await Expect(page.Locator(".drawer .waterfall").First).ToBeVisibleAsync();
        await LookAsync(page, "request", scheme, viewport);
    }

    [Theory]
    [InlineData(ColorScheme.Light, "desktop")]
    [InlineData(ColorScheme.Light, "phone")]
    [InlineData(ColorScheme.Dark, "desktop")]
    [InlineData(ColorScheme.Dark, "phone")]
    public async Task TurnedAway_ByTheServer_TellWhyInEachThemeAndSize(ColorScheme scheme, string viewport)
    {
        using var client = new HttpClient { BaseAddress = new Uri(App.Url) };
        for (var i = 0; i < 3; i++) Assert.Equal(404, await PostAsync("v1/chat/completions", """{"model":"gpt-x","messages":[{"role":"user","content":"Hello"}]}"""));
        Assert.Equal(400, await PostAsync("v1/messages", """{"model":"gpt-x","max_tokens":5}"""));
        Assert.Equal(404, await PostAsync("v1/v1/chat/completions", "{}"));

        var page = await OpenAsync(App.Url + "requests", viewport, scheme);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "5 requests turned away" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show why" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("away=shown"));
        await Expect(page.Locator(".away tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator(".away tbody tr").First).ToContainTextAsync("There is no route POST /v1/v1/chat/completions.");
        await Expect(page.Locator(".away tbody tr").Last.Locator(".num")).ToHaveTextAsync("3");
        await LookAsync(page, "requests-away", scheme, viewport, whole: true);

        async Task<int> PostAsync(string path, string body)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task List_ScrolledDown_StaysAndCountsWhatIsNew()
    {
        var page = await OpenAsync(App.Url + "requests");
        var first = page.Locator("[data-request]").First;
        await Expect(first).ToBeVisibleAsync();
        Assert.InRange(await page.Locator("[data-request]").CountAsync(), 5, 80);
        await page.Locator(".request-scroll").EvaluateAsync("e => { e.scrollTop = 400; }");
        await Expect(page.Locator(".new-button")).ToBeVisibleAsync();
        await page.Locator(".new-button").ClickAsync();
        await Expect(page.Locator(".new-button")).ToBeHiddenAsync();
        await UntilAsync(async () => await page.Locator(".request-scroll").EvaluateAsync<int>("e => e.scrollTop") == 0, "The list does not go back to its top.");
    }

    [Fact]
    public async Task Brush_OverTheHistogram_SelectsATimeThatCanBeLeft()
    {
        var page = await OpenAsync(App.Url + "requests");
        await Expect(page.Locator("[data-request]").First).ToBeVisibleAsync();
        var box = (await page.Locator(".canvas canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 500, box.Y + 30);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 700, box.Y + 30);
        await page.Mouse.UpAsync();
        await Expect(page).ToHaveURLAsync(new Regex("from=[0-9.]+&to=[0-9.]+"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the latest" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("requests$"));
    }

    [Fact]
    public async Task Keyboard_OpensFiltersAndCloses()
    {
        var page = await OpenAsync(App.Url);
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("r");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Requests", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("req-");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("q=req-"));
        await page.Locator("[data-request] .when a").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#drawer-title")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".drawer")).ToBeHiddenAsync();
        await Expect(page).ToHaveURLAsync(new Regex("q=req-$"));
    }
}
