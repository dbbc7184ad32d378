using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Settings;

/// <summary>Settings, logs and alerts in the published app.</summary>
public sealed class SettingsTests(BrowserFixture browser) : PageTest(browser)
{
    private PublishedApp _app = null!;

    public override async ValueTask InitializeAsync() => _app = await PublishedApp.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "desktop")]
    [InlineData(ColorScheme.Light, "phone")]
    [InlineData(ColorScheme.Dark, "desktop")]
    [InlineData(ColorScheme.Dark, "phone")]
    public async Task Pages_EachThemeAndSize_AreAccessibleAndFit(ColorScheme scheme, string viewport)
    {
        // A fresh server has nothing to log; what is refused is logged and in the audit trail.
        using (var client = new HttpClient { BaseAddress = new Uri(_app.Url) })
        using (var refused = await client.PostAsJsonAsync("api/models/load", new { path = "missing.gguf" })) Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var page = await OpenAsync(_app.Url + "logs", viewport, scheme);
        await Expect(page.Locator("[data-log]").First).ToBeVisibleAsync();
        await LookAsync(page, "logs", scheme, viewport);
        await page.Locator("[data-log] a").First.ClickAsync();
        await Expect(page.Locator(".log-detail pre").First).ToBeInViewportAsync(new() { Ratio = 1 });
        await LookAsync(page, "log-entry", scheme, viewport);
        await page.GotoAsync(_app.Url + "logs?q=nowhere");
        await Expect(page.GetByText("No entry fits.")).ToBeVisibleAsync();
        await LookAsync(page, "logs-empty", scheme, viewport);
        foreach (var tab in new[] { "server", "keys", "history", "audit", "console" })
        {
            await page.GotoAsync(_app.Url + "settings?tab=" + tab);
            await Expect(page.Locator(".panel").First).ToBeVisibleAsync();
            await LookAsync(page, "settings-" + tab, scheme, viewport);
        }

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("alert", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }).ClickAsync();
        await Expect(page.Locator("#alerts")).ToBeVisibleAsync();
        await LookAsync(page, "alerts", scheme, viewport);
    }

    [Fact]
    public async Task Setting_ChangedAndRolledBack_SurvivesAKillInBetween()
    {
        var page = await OpenAsync(_app.Url + "settings", "phone", ColorScheme.Dark);
        var drain = page.GetByRole(AriaRole.Textbox, new() { Name = "Drain time" });
        await drain.FillAsync("99999");
        await Expect(page.GetByText("It must be a whole number from 0 to 3600 s.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeDisabledAsync();
        await drain.FillAsync("7");
        await Expect(page.Locator(".save-bar")).ToContainTextAsync("server.drainSeconds: 30 s → 7 s");
        await LookAsync(page, "settings-unsaved", ColorScheme.Dark, "phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved as version 1")).ToBeVisibleAsync();

        _app.Kill();
        await _app.LaunchAsync();
        // Another tab: this one loads itself anew, now that the server is back.
        page = await OpenAsync(_app.Url + "settings", "phone", ColorScheme.Dark);
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Drain time" })).ToHaveValueAsync("7");
        await page.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the configuration's values" }).ClickAsync();
        await Expect(page.GetByText("The configuration's values are in force.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Server" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Drain time" })).ToHaveValueAsync("30");
    }
}
