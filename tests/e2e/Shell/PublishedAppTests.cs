using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Shell;

/// <summary>The published app as its own process: what a user gets.</summary>
public sealed partial class PublishedAppTests(BrowserFixture browser) : PageTest(browser)
{
    [Fact]
    public async Task Open_NoModel_IsAccessibleInBothThemesAndSizes()
    {
        await using var app = await PublishedApp.StartAsync();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var viewport in Settings.Viewports.Keys)
            {
                var page = await OpenAsync(app.Url, viewport, scheme);
                await Expect(page.Locator(".verdict")).ToContainTextAsync("No model is loaded");
                await AssertAccessibleAsync(page);
            }
        }
    }

    [Fact]
    public async Task Process_KilledAndStartedAgain_PageSaysSoAndComesBack()
    {
        await using var app = await PublishedApp.StartAsync();
        var page = await OpenAsync(app.Url);
        app.Kill();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" })).ToBeVisibleAsync();
        await app.LaunchAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await ReadyAsync(page);
        await Expect(page.Locator(".verdict")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Requests_ToAModel_ShowInTableChartAndVerdict()
    {
        await using var app = await PublishedApp.StartAsync(await PublishedApp.ModelAsync());
        var page = await OpenAsync(app.Url);
        await Expect(page.Locator("[data-engine-state=Ready]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator(".verdict")).ToContainTextAsync("All is well and idle");

        using var client = new HttpClient { BaseAddress = new Uri(app.Url), Timeout = TimeSpan.FromMinutes(2) };
        var asking = client.PostAsJsonAsync("v1/completions", new { prompt = "Once upon a time", max_tokens = 1500, ignore_eos = true });
        await Expect(page.Locator(".verdict")).ToContainTextAsync("at work");
        await Expect(page.Locator("[data-chart=generated] [data-value]")).ToHaveTextAsync(Figure());
        using var answer = await asking;
        answer.EnsureSuccessStatusCode();
        await Expect(page.Locator("tbody tr .source").First).ToHaveTextAsync(new Regex("completions"));
        var tokens = await page.Locator("tbody tr td[data-label=Output]").First.TextContentAsync();
        Assert.True(int.Parse(tokens!, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) > 0);
        await AssertAccessibleAsync(page);
    }

    [GeneratedRegex(@"^[\d,.]*[1-9][\d,.]*$")]
    private static partial Regex Figure();
}
