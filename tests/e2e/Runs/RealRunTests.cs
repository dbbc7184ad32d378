using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Runs;

/// <summary>Every suite for real: started from the page in the smoke profile, followed to its verdict, and held against its record.</summary>
public sealed partial class RealRunTests(BrowserFixture browser, RealApp app) : PageTest(browser), IClassFixture<RealApp>
{
    private const int Attempts = 3;

    [Theory]
    [InlineData("integration", true)]
    [InlineData("stress", false)]
    [InlineData("bench", false)]
    [InlineData("resilience", true)]
    public async Task Suite_StartedFromItsButton_EndsAndPageAndRecordSayTheSame(string suite, bool mustPass)
    {
        var page = await OpenAsync(app.Url + "runs");
        await Expect(page.Locator("[data-engine-state=Ready]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var smoke = page.GetByRole(AriaRole.Button, new() { Name = "smoke", Exact = true });
        await smoke.ClickAsync();
        await Expect(smoke).ToHaveAttributeAsync("aria-pressed", "true");
        var id = await FollowAsync(page, suite, page.Locator($"[data-suite={suite}]").GetByRole(AriaRole.Button), async () =>
        {
            await UntilAsync(async () => await page.Locator("[data-case][data-state=running]").CountAsync() == 1, "no case is under way");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Run again" })).ToHaveCountAsync(0);
            if (suite is not "stress") return;
            await Expect(page.Locator(".board[data-points] canvas").First).ToBeVisibleAsync();
            await page.ScreenshotAsync(new() { Path = Screen("run-real-live"), FullPage = true });
        });
        await RealRunChecks.AgreeAsync(page, app, id, [.. RunCatalogue.Plan([suite], "smoke").Select(p => p.Id)]);
        await page.ScreenshotAsync(new() { Path = Screen($"run-real-{suite}"), FullPage = true });
        await RealRunChecks.ChartsAsync(page, suite);
        await RealRunChecks.DownloadsAsync(page, app, id);
        await AssertAccessibleAsync(page);

        // Where this machine was too busy for a limit of time, the case does not count: there is a button for that.
        for (var attempt = 1; mustPass && attempt < Attempts && (await app.RunAsync(id)).Summary is { State: RunState.Invalid } run; attempt++)
        {
            id = await FollowAsync(page, suite, page.GetByRole(AriaRole.Button, new() { Name = "Run failed cases again" }));
            await RealRunChecks.AgreeAsync(page, app, id, [.. run.Cases.Where(c => c.State == RunState.Invalid).Select(c => c.Plan.Id)]);
        }

        if (mustPass) await Expect(page.Locator(".run-verdict")).ToHaveAttributeAsync("data-state", "passed");
    }

    [Fact]
    public async Task RunAgain_OfACase_IsComparedWithTheFirstWhichIsTheBaseline()
    {
        using var started = await app.Client.PostAsJsonAsync("api/runs", new { suites = new[] { "bench" }, cases = new[] { "bench/prefix-cache" }, profile = "smoke", seed = 11 });
        started.EnsureSuccessStatusCode();
        var page = await OpenAsync(app.Url + "runs/" + JsonElement.Parse(await started.Content.ReadAsStringAsync()).GetProperty("id").GetString());
        var first = await EndAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make baseline" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "No longer baseline" })).ToBeVisibleAsync();
        var second = await FollowAsync(page, "bench", page.GetByRole(AriaRole.Button, new() { Name = "Run again" }));
        var (earlier, later) = (await app.RunAsync(first), await app.RunAsync(second));
        Assert.Equal((11, "smoke"), (later.Summary.Run.Seed, later.Summary.Run.Profile));
        Assert.Equal(["bench/prefix-cache"], later.Summary.Cases.Select(c => c.Plan.Id));
        Assert.True(earlier.Run.GetProperty("isBaseline").GetBoolean());
        Assert.False(later.Run.GetProperty("isBaseline").GetBoolean());

        await page.GotoAsync(app.Url + "runs");
        await ReadyAsync(page);
        await Expect(page.Locator($"tr[data-run='{first}'] span.baseline")).ToHaveTextAsync("baseline");
        await Expect(page.Locator($"tr[data-run='{second}'] .figure-cell")).ToContainTextAsync("of the baseline");
        foreach (var id in new[] { first, second }) await page.Locator($"tr[data-run='{id}'] input").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare 2 runs" }).ClickAsync();

        // One run a side shows the figures and decides nothing.
        await Expect(page.Locator("[data-side=B]")).ToHaveAttributeAsync("data-verdict", "inconclusive");
        await Expect(page.GetByText("makes them incomparable")).ToHaveCountAsync(0);
        var (before, after) = (earlier.Summary.Cases[0].Measurements, later.Summary.Cases[0].Measurements);
        Assert.NotEmpty(before);
        foreach (var (a, b) in before.Zip(after))
        {
            var row = page.Locator($"tr[data-figure='bench/prefix-cache {JUnitReport.NameOf(a)}'] td");
            await Expect(row.First).ToContainTextAsync(Figure.Text(a.Value, a.Unit));
            await Expect(row.Nth(1)).ToContainTextAsync(Figure.Text(b.Value, b.Unit));
            if (a.Value > 0) await Expect(row.Nth(2)).ToContainTextAsync("× " + Figure.Digits(b.Value!.Value / a.Value.Value));
        }

        await page.ScreenshotAsync(new() { Path = Screen("run-real-compare"), FullPage = true });
        await AssertAccessibleAsync(page);
    }

    // Presses a button, answers the question, if there must be one, and follows the run that then begins.
    private async Task<string> FollowAsync(IPage page, string suite, ILocator button, Func<Task>? meanwhile = null)
    {
        var asks = RunCatalogue.Disturbs(new RunRequest([suite]));
        var from = page.Url;
        await button.ClickAsync();
        if (asks) await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Run it" }).ClickAsync();
        await UntilAsync(() => Task.FromResult(page.Url != from && RunAddress().IsMatch(page.Url)), $"no run of {suite} began at {page.Url}");
        if (meanwhile is not null) await meanwhile();
        return await EndAsync(page);
    }

    // The page itself tells the end: nothing is loaded anew. Afterwards the server serves the same model.
    private async Task<string> EndAsync(IPage page)
    {
        var id = new Uri(page.Url).Segments[^1];
        var ended = page.Locator($".run-verdict:not([data-state=running]):has(a[href*='{id}'])").GetByRole(AriaRole.Button, new() { Name = "Run again" });
        await UntilAsync(
            async () => await ended.CountAsync() == 1,
            $"run {id} did not end:\n{app.Output}", Settings.RunTimeout);
        var health = JsonElement.Parse(await app.Client.GetStringAsync("health"));
        Assert.Equal("ready", health.GetProperty("status").GetString());
        Assert.Equal([RealApp.Model], await app.ModelsAsync());
        await Expect(page.Locator("[data-engine-state=Ready]")).ToBeVisibleAsync();
        return id;
    }

    [GeneratedRegex("/runs/[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$")]
    private static partial Regex RunAddress();
}
