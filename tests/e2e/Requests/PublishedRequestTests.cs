using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Requests;

/// <summary>The requests page of the published app: empty, and with a real engine behind it.</summary>
public sealed class PublishedRequestTests(BrowserFixture browser) : PageTest(browser)
{
    [Fact]
    public async Task Open_NoModel_IsAccessibleInBothThemesAndSizes()
    {
        await using var app = await PublishedApp.StartAsync();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var viewport in Settings.Viewports.Keys)
            {
                var page = await OpenAsync(app.Url + "requests", viewport, scheme);
                await Expect(page.GetByText("None has ended yet.")).ToBeVisibleAsync();
                await AssertAccessibleAsync(page);
            }
        }
    }

    [Fact]
    public async Task Request_WithItsBodyKept_IsExplainedAndReplayed()
    {
        await using var app = await PublishedApp.StartAsync(await PublishedApp.ModelAsync());
        var page = await OpenAsync(app.Url + "requests");
        await Expect(page.Locator("[data-engine-state=Ready]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep bodies" }).ClickAsync();
        await Expect(page.GetByText("Bodies are kept")).ToBeVisibleAsync();

        using var client = new HttpClient { BaseAddress = new Uri(app.Url) };
        using var answer = await client.PostAsJsonAsync("v1/completions", new { model = "synth", prompt = "Once upon a time", max_tokens = 4, ignore_eos = true });
        answer.EnsureSuccessStatusCode();
        await page.Locator("[data-request] .when a").First.ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog, new() { Name = "Request" });
        await Expect(drawer).ToContainTextAsync("Generated 4 tokens");
        await Expect(drawer).ToContainTextAsync("Nothing in the cache began with the same token.");
        await Expect(drawer.Locator(".program")).ToContainTextAsync("Once upon a time");
        await AssertAccessibleAsync(page);

        // From now on programs need a key; the page replays with the rights of whoever looks at it.
        using (var made = await client.PostAsJsonAsync("api/keys", new { name = "ci", scope = "inference" })) made.EnsureSuccessStatusCode();
        using (var refused = await client.GetAsync("v1/models")) Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(drawer.GetByRole(AriaRole.Status)).ToContainTextAsync("Status 200", new() { Timeout = 60_000 });
        await drawer.GetByRole(AriaRole.Link, new() { Name = "Open the new request" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("requests\\?id=req_"));
        await Expect(drawer).ToContainTextAsync("All of it was in the cache.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Close" }).ClickAsync();
        await Expect(page.Locator("[data-request]")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop and forget" }).ClickAsync();
        await Expect(page.GetByText("Bodies are not kept")).ToBeVisibleAsync();
    }
}
