using System.Diagnostics;
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
    public async Task Worker_Killed_PageSaysSoAndTheNextRequestIsAnswered()
    {
        await using var app = await PublishedApp.StartAsync(PublishedApp.ShippedModel);
        var page = await OpenAsync(app.Url);
        await Expect(page.Locator("[data-engine-state=Ready]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var checks = page.GetByRole(AriaRole.Region, new() { Name = "Health checks" });
        await Expect(checks).ToContainTextAsync("Never restarted");

        using var client = new HttpClient { BaseAddress = new Uri(app.Url) };
        using (var worker = Process.GetProcessById(await WorkerAsync(client))) worker.Kill();
        await Expect(checks).ToContainTextAsync("1 restart");
        await Expect(page.Locator("[data-engine-state=Ready]")).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        using var answer = await client.PostAsJsonAsync("v1/completions", new { model = "pensieve-tiny", prompt = "Hello", max_tokens = 4 });
        answer.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Requests_ToAModel_ShowInTableChartAndVerdict()
    {
        await using var app = await PublishedApp.StartAsync(await PublishedApp.ModelAsync());
        var page = await OpenAsync(app.Url);
        await Expect(page.Locator("[data-engine-state=Ready]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator(".verdict")).ToContainTextAsync("All is well and idle");

        using var client = new HttpClient { BaseAddress = new Uri(app.Url) };
        using var stop = new CancellationTokenSource();
        var asking = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AskAsync(client, stop.Token)));
        await Expect(page.Locator(".verdict")).ToContainTextAsync("at work");
        await Expect(page.Locator("[data-chart=generated] [data-value]")).ToHaveTextAsync(Figure());
        await stop.CancelAsync();
        await asking;
        await Expect(page.Locator("tbody tr .source").First).ToHaveTextAsync(new Regex("completions"));
        var tokens = await page.Locator("tbody tr td[data-label=Output]").First.TextContentAsync();
        Assert.True(int.Parse(tokens!, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) > 0);
        await AssertAccessibleAsync(page);
    }

    private static async Task<int> WorkerAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<System.Text.Json.JsonElement>("api/snapshot")).GetProperty("models")[0].GetProperty("workerPid").GetInt32();

    // Asks again and again, so that the engine stays at work whatever its speed.
    private static async Task AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var model = (await client.GetFromJsonAsync<System.Text.Json.JsonElement>("v1/models", CancellationToken.None)).GetProperty("data")[0].GetProperty("id").GetString();
        while (!cancellationToken.IsCancellationRequested)
        {
            using var answer = await client.PostAsJsonAsync("v1/completions", new { model, prompt = "Once upon a time", max_tokens = 400, ignore_eos = true }, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
        }
    }

    [GeneratedRegex(@"^[\d,.]*[1-9][\d,.]*$")]
    private static partial Regex Figure();
}
