using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Pensieve.Console.Store;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Requests;

/// <summary>What was there before a server was killed is there after its restart.</summary>
public sealed class RestartTests(BrowserFixture browser) : PageTest(browser)
{
    [Fact]
    public async Task Restart_AfterAKill_StillShowsTheRequestAndTheConversation()
    {
        await using var app = await PublishedApp.StartAsync(PublishedApp.ShippedModel);
        var page = await OpenAsync(app.Url + "playground");
        await Expect(page.Locator("[data-engine-state=Ready]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        using (var client = new HttpClient { BaseAddress = new Uri(app.Url) })
        using (var answer = await client.PostAsJsonAsync("v1/completions", new { model = "pensieve-tiny", prompt = "Once", max_tokens = 4, ignore_eos = true })) answer.EnsureSuccessStatusCode();
        await page.Locator("#say").FillAsync("Hello there");
        await page.Locator("[data-send]").ClickAsync();
        await Expect(page.Locator("[data-figures]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var said = await page.Locator(".answer .text").TextContentAsync();
        var conversation = page.Url;
        await UntilKeptAsync(app, "SELECT COUNT(*) FROM requests_ended", 2);
        await UntilKeptAsync(app, "SELECT COUNT(*) FROM playground_sessions WHERE body LIKE '%\"HasEnded\":true%'", 1);

        app.Kill();
        await app.LaunchAsync();

        // Another tab: this one loads itself anew, now that the server is back.
        page = await OpenAsync(app.Url + "requests?range=1800");
        await Expect(page.GetByText("2 now, 2 of them from before the start.")).ToBeVisibleAsync();
        await page.Locator("[data-request] .when a").Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Request" })).ToContainTextAsync("Generated 4 tokens");
        await AssertAccessibleAsync(page);

        await page.GotoAsync(conversation);
        await ReadyAsync(page);
        await Expect(page.Locator(".answer .text")).ToHaveTextAsync(said!);
        await Expect(page.Locator("#say")).ToHaveValueAsync("");
        await page.GetByText("Earlier conversations").ClickAsync();
        await Expect(page.Locator("[data-conversation]")).ToContainTextAsync("Hello there");
        await AssertAccessibleAsync(page);
    }

    // Written in the background: a kill right after the answer may come first.
    private static async Task UntilKeptAsync(PublishedApp app, string count, long expected)
    {
        using var store = new ConsoleStore(StoreOptions.Sqlite(Path.Combine(app.Folder, StoreOptions.FileName)), Schemas.All, TimeProvider.System, NullLogger<ConsoleStore>.Instance);
        await UntilAsync(async () => (await store.ReadAsync((s, c) => s.ScalarAsync<long>(count, null, c), CancellationToken.None)).Value >= expected, "It is not kept: " + count);
    }
}
