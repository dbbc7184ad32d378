using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Settings;

/// <summary>From the link in the terminal to keys, another person's sign-in with a key, and out again, in the published app.</summary>
public sealed partial class SignInTests(BrowserFixture browser) : PageTest(browser)
{
    [Fact]
    public async Task SignIn_ByLinkThenByKey_GivesEachTheirRole()
    {
        await using var app = await PublishedApp.StartAsync(signIn: true);
        var admin = await OpenAsync(app.Url + "settings", ready: false);
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Pensieve" })).ToBeVisibleAsync();
        await AssertAccessibleAsync(admin);
        await admin.GotoAsync(Link().Matches(app.Output)[^1].Value + "&returnUrl=/settings%3Ftab%3Dkeys");
        await ReadyAsync(admin);

        await admin.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
        await admin.GetByLabel("Name").FillAsync("onlooker");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var secret = await admin.Locator(".made code").TextContentAsync();
        Assert.StartsWith("pv-", secret, StringComparison.Ordinal);
        await Expect(admin.GetByRole(AriaRole.Rowheader, new() { Name = "onlooker" })).ToBeVisibleAsync();
        await ScreensAsync(admin, "settings");

        await ScreensAsync(await OpenAsync(app.Url, ready: false), "sign-in", ready: false);

        var viewer = await OpenAsync(app.Url, "phone", ColorScheme.Dark, ready: false);
        await viewer.GetByLabel("API key").FillAsync("pv-wrong");
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(viewer.GetByRole(AriaRole.Alert)).ToContainTextAsync("not valid");
        await AssertAccessibleAsync(viewer);
        await viewer.ScreenshotAsync(new() { Path = Screen("sign-in-refused-dark-phone") });
        await viewer.GetByLabel("API key").FillAsync(secret!);
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ReadyAsync(viewer);
        await viewer.GotoAsync(app.Url + "settings");
        await Expect(viewer.GetByText("Keys and settings are an administrator's.")).ToBeVisibleAsync();

        await admin.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(admin.GetByText("You are signed out.")).ToBeVisibleAsync();
        await admin.GotoAsync(app.Url);
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Pensieve" })).ToBeVisibleAsync();
    }

    private static async Task ScreensAsync(IPage page, string name, bool ready = true)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (var (viewport, (width, height)) in Settings.Viewports)
            {
                await page.SetViewportSizeAsync(width, height);
                await LookAsync(page, name, scheme, viewport, whole: true, ready);
            }
        }

        var (wide, high) = Settings.Viewports["desktop"];
        await page.SetViewportSizeAsync(wide, high);
    }

    [GeneratedRegex(@"http://\S+/sign-in\?t=[0-9a-f]+")]
    private static partial Regex Link();
}
