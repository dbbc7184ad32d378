using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Shell;

/// <summary>What every page has: skip link, keyboard, theme, static shell, headers, not-found.</summary>
public sealed class ShellTests(BrowserFixture browser) : SyntheticPageTest(browser)
{
    [Fact]
    public async Task Tab_FromTheTop_SkipLinkComesFirstAndLeadsToTheContent()
    {
        var page = await OpenAsync(App.Url);
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("desktop")]
    [InlineData("phone")]
    public async Task Tab_ThroughThePage_ReachesEverythingThatCanBeUsed(string viewport)
    {
        var page = await OpenAsync(App.Url, viewport);
        await page.EvaluateAsync("document.activeElement.blur()");
        var wanted = await page.EvaluateAsync<int>("[...document.querySelectorAll('a[href], button, [tabindex=\"0\"]')].filter(e => e.checkVisibility() && !e.closest('dialog')).length");
        var reached = await page.EvaluateAsync<int>("window.reached = new Set(); document.addEventListener('focusin', e => reached.add(e.target)); 0");
        for (var i = 0; i < wanted + 2; i++) await page.Keyboard.PressAsync("Tab");
        reached = await page.EvaluateAsync<int>("reached.size");
        Assert.True(reached >= wanted, $"Tab reaches {reached} of {wanted} elements.");
    }

    [Fact]
    public async Task Theme_Toggled_ChangesAtOnceAndSurvivesAReload()
    {
        var page = await OpenAsync(App.Url, scheme: ColorScheme.Dark);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: system" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await page.ReloadAsync();
        await ReadyAsync(page);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Theme: light" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Theme_System_FollowsTheSystem()
    {
        var page = await OpenAsync(App.Url);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task Load_Page_BreaksNoContentSecurityPolicyAndLogsNoError()
    {
        var page = await OpenAsync("about:blank", ready: false);
        var messages = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") messages.Add(message.Text);
        };
        page.RequestFailed += (_, request) => messages.Add($"{request.Url}: {request.Failure}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) messages.Add($"{response.Url}: {response.Status}");
        };
        var document = await page.GotoAsync(App.Url);
        await ReadyAsync(page);
        await Expect(page.Locator(".board[data-points]")).ToBeVisibleAsync();
        Assert.Empty(messages);
        Assert.StartsWith("default-src 'self'", await document!.HeaderValueAsync("content-security-policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_WithoutScript_StillShowsTheShell()
    {
        var page = await OpenAsync("about:blank", ready: false);
        await page.RouteAsync("**/blazor.web*.js", route => route.AbortAsync());
        await page.GotoAsync(App.Url);
        await Expect(page.GetByRole(AriaRole.Navigation)).ToContainTextAsync("Overview");
        await Expect(page.Locator("#boot")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Open_UnknownAddress_Is404AndOffersTheOverview()
    {
        var page = await OpenAsync("about:blank", ready: false);
        var response = await page.GotoAsync(App.Url + "no/such/page");
        Assert.Equal(404, response!.Status);
        await ReadyAsync(page);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No such page" })).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the overview" }).ClickAsync();
        await Expect(page.Locator(".verdict")).ToBeVisibleAsync();
    }
}
