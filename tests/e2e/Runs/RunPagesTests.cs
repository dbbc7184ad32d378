using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.E2E.Support;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Runs;

/// <summary>Runs, one run and comparison: empty, under way and full, in both themes and sizes.</summary>
public sealed partial class RunPagesTests(BrowserFixture browser) : PageTest(browser)
{
    [Fact]
    public async Task Pages_WithoutRuns_SayWhatToDoAndAreAccessible()
    {
        await using var app = await StartAsync(new ReplayLauncher());
        await LookAsync(app, "runs", "runs-empty", p => Expect(p.GetByText("No runs yet.")).ToBeVisibleAsync());
        await LookAsync(app, "compare", "compare-empty", p => Expect(p.GetByText("There are not two runs yet.")).ToBeVisibleAsync());
        await LookAsync(app, "runs/trends", "trends-empty", p => Expect(p.GetByText("No run has ended yet.")).ToBeVisibleAsync());
        await LookAsync(app, "runs/none", "run-missing", p => Expect(p.GetByText("There is no such run")).ToBeVisibleAsync());
    }

    [Fact]
    public async Task Pages_WithRuns_ShowThemAndAreAccessible()
    {
        var launcher = new ReplayLauncher(request => SyntheticRecord.Of("x", DateTimeOffset.UtcNow.AddMinutes(-2), request.Suites.Contains("all") ? null : [.. request.Suites], (int)(request.Seed ?? 7), request.Seed > 10 ? 1.2 : 1));
        await using var app = await StartAsync(launcher);
        List<string> ids = [];
        foreach (var seed in new[] { 1, 2, 3, 11 }) ids.Add(await RunAsync(app, new RunRequest(["all"], Seed: seed)));

        await LookAsync(app, "runs", "runs-full", p => Expect(p.Locator("tr[data-run]")).ToHaveCountAsync(4));
        await LookAsync(app, $"runs/{ids[^1]}", "run-full", async p =>
        {
            await Expect(p.Locator("section[data-state=failed]")).ToBeVisibleAsync();
            await Expect(p.Locator(".board[data-points]")).ToBeVisibleAsync();
            await Expect(p.GetByText("Once upon a time <EN")).ToBeVisibleAsync();
            await Expect(p.Locator("[data-plot=recovery] svg.pv-plot")).ToBeVisibleAsync();
        });
        await LookAsync(app, $"runs/{ids[^1]}?case=resilience%2Fworker-kill", "run-case", async p =>
        {
            await Expect(p.Locator("[data-plot=survivors-resilienceworkerkill] svg.pv-plot")).ToBeVisibleAsync();
            foreach (var twin in await p.Locator("figure[data-plot] > details > summary").AllAsync()) await twin.ClickAsync();
            await Expect(p.Locator("[data-plot=recovery-resilienceworkerkill] tbody tr")).ToHaveCountAsync(1);
        });
        await LookAsync(app, "runs/trends", "trends-full", async p =>
        {
            await Expect(p.Locator("tr[data-case='stress/spike']")).ToContainTextAsync("passed in all 4");
            await Expect(p.Locator(".multiple svg.pv-plot").First).ToBeVisibleAsync();
        });
        await LookAsync(app, $"compare?runs={ids[0]},{ids[^1]}", "compare-full", p => Expect(p.Locator("table.figures tbody tr").First).ToBeVisibleAsync());
    }

    [Fact]
    public async Task Plots_SteeredByKeysAndBrush_ShareCrosshairAndZoom()
    {
        await using var app = await StartAsync(new ReplayLauncher());
        var page = await OpenAsync(app.Url + $"runs/{await RunAsync(app, new RunRequest(["stress"], Seed: 3))}");
        await Expect(page.Locator(".board[data-points]")).ToBeVisibleAsync();
        var (plots, leave) = (page.Locator(".board .plot"), page.GetByRole(AriaRole.Button, new() { Name = "Leave zoom" }));
        await plots.First.FocusAsync();
        for (var i = 0; i < 3; i++) await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("[data-time]")).Not.ToBeEmptyAsync();
        await Expect(plots.Nth(1).Locator(".u-cursor-x")).Not.ToHaveClassAsync(new Regex("u-off"));
        await page.Keyboard.PressAsync("+");
        await Expect(leave).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("-");
        await Expect(leave).ToBeHiddenAsync();

        var box = await plots.First.Locator(".u-over").BoundingBoxAsync();
        Assert.NotNull(box);
        await page.Mouse.MoveAsync(box.X + (box.Width / 3), box.Y + 30);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 2 / 3), box.Y + 30, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Expect(leave).ToBeVisibleAsync();
        await leave.ClickAsync();
        await Expect(leave).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Compare_GroupsPickedFromTheHistory_GiveAVerdict()
    {
        // Ten runs of one seed, the newer five slower by a third.
        var made = 0;
        var launcher = new ReplayLauncher(request =>
        {
            made++;
            var events = SyntheticRecord.Of("x", DateTimeOffset.UtcNow.AddMinutes(made - 20), [.. request.Suites], made, made > 5 ? 1.33 : 1).ToList();
            events[0] = (RunStarted)events[0] with { Seed = 1 };
            return events;
        });
        await using var app = await StartAsync(launcher);
        List<string> ids = [];
        for (var i = 0; i < 10; i++) ids.Add(await RunAsync(app, new RunRequest(["stress"])));
        var page = await OpenAsync(app.Url + "runs");
        foreach (var id in ids) await page.Locator($"tr[data-run='{id}'] input").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare 10 runs" }).ClickAsync();
        await Expect(page.Locator("[data-side=B]")).ToHaveAttributeAsync("data-verdict", "regressed");
        await Expect(page.Locator("[data-side=B]")).ToContainTextAsync("Mann–Whitney test of 5 against 5 runs");

        await LookAsync(app, new Uri(page.Url).PathAndQuery.TrimStart('/'), "compare-groups", p => Expect(p.Locator("[data-plot=slope-1] svg.pv-plot")).ToBeVisibleAsync());
        await page.Locator(".choice > summary").ClickAsync();
        await page.GetByLabel($"Side of run {ids[^1]}").SelectOptionAsync("a new side");
        await Expect(page.Locator("[data-side~=C]")).ToContainTextAsync("5 runs against 1");
        await Expect(page).ToHaveURLAsync(SidesAddress());
    }

    [Fact]
    public async Task Compare_RunAdded_LeavesTheChoiceOpenAndAtNone()
    {
        await using var app = await StartAsync(new ReplayLauncher());
        List<string> ids = [];
        foreach (var seed in new[] { 1, 2, 3, 4, 5 }) ids.Add(await RunAsync(app, new RunRequest(["integration"], Seed: seed)));
        var page = await OpenAsync(app.Url + $"compare?runs={ids[0]},{ids[1]}");
        await page.Locator(".choice > summary").ClickAsync();
        // Were the choice left at its place in the list, the next run would stand there as if it were chosen, and could not be.
        var add = page.GetByLabel("Add a run to side A");
        foreach (var id in new[] { ids[4], ids[3] })
        {
            await add.SelectOptionAsync(id);
            await Expect(page.GetByLabel($"Take run {id} out")).ToBeVisibleAsync();
            await Expect(add).ToHaveValueAsync("");
        }
    }

    [Fact]
    public async Task Run_UnderWay_IsFollowedOnEveryPageAndCancelled()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        await using var app = await StartAsync(launcher);
        var live = app.Services.GetRequiredService<RunManager>().Start(new RunRequest(["stress", "bench"]), "test").Run!;
        launcher.Started[0].EmitThrough<PhaseChanged>(p => p.Name == "spike");
        var page = await OpenAsync(app.Url + "runs/" + live.Id);
        await Expect(page.Locator("[data-case='stress/spike']")).ToHaveAttributeAsync("data-state", "running");
        await Expect(page.Locator("[data-plot=ttft] canvas")).ToBeVisibleAsync();
        var before = await page.Locator(".board").GetAttributeAsync("data-points");
        launcher.Started[0].Emit(80);
        await Expect(page.Locator(".board")).Not.ToHaveAttributeAsync("data-points", before!);
        await page.ScreenshotAsync(new() { Path = Screen("run-live-light-desktop"), FullPage = true });
        await AssertAccessibleAsync(page);

        var overview = await OpenAsync(app.Url, "phone");
        await Expect(overview.Locator($"[data-run='{live.Id}']")).ToContainTextAsync("Spike: spike");
        await AssertAccessibleAsync(overview);
        await overview.Locator($"[data-run='{live.Id}']").GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator(".run-verdict")).ToContainTextAsync("partial");
        await Expect(overview.Locator($"[data-run='{live.Id}']")).ToHaveCountAsync(0);
        Assert.True(launcher.Started[0].IsInterrupted);
    }

    [Fact]
    public async Task Buttons_StartOneRunAndAskBeforeItDisturbs()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        await using var app = await StartAsync(launcher);
        var page = await OpenAsync(app.Url + "runs");
        var truth = page.Locator("[data-suite=truth]").GetByRole(AriaRole.Button);
        await Expect(truth).ToBeEnabledAsync();
        var all = page.Locator("[data-suite=all]").GetByRole(AriaRole.Button);
        await all.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("others who use it will notice");
        await AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);
        Assert.Empty(launcher.Started);
        await truth.ClickAsync();
        await Expect(page).ToHaveURLAsync(RunAddress());
        Assert.Single(launcher.Started);
        launcher.Started[0].Finish();
    }

    [Fact]
    public async Task Report_OfARun_WorksOfflineInTheBrowser()
    {
        await using var app = await StartAsync(new ReplayLauncher());
        var id = await RunAsync(app, new RunRequest(["all"]));
        using var client = new HttpClient();
        var file = Path.Combine(Directory.CreateDirectory(Settings.OutputDirectory).FullName, "report.html");
        await File.WriteAllTextAsync(file, await client.GetStringAsync($"{app.Url}api/runs/{id}/report"));
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await OpenAsync(new Uri(file).AbsoluteUri, scheme: scheme, ready: false);
            List<string> errors = [];
            page.PageError += (_, e) => errors.Add(e);
            var plot = page.Locator("svg.pv-time").First;
            await plot.HoverAsync();
            await Expect(page.Locator("#where")).Not.ToBeEmptyAsync();
            var box = (await plot.BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + 40);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + box.Width * 0.7f, box.Y + 40);
            await page.Mouse.UpAsync();
            await Expect(page.Locator("#whole")).ToBeVisibleAsync();
            await page.Locator("#whole").ClickAsync();
            await page.ScreenshotAsync(new() { Path = Screen($"report-{scheme.ToString().ToLowerInvariant()}-desktop"), FullPage = true });
            await AssertAccessibleAsync(page);
            Assert.Empty(errors);
        }
    }

    private static Task<SyntheticApp> StartAsync(ReplayLauncher launcher) =>
        SyntheticApp.StartAsync(new FakeEngine(), services => services.AddSingleton<IRunLauncher>(launcher));

    private static async Task<string> RunAsync(SyntheticApp app, RunRequest request)
    {
        var manager = app.Services.GetRequiredService<RunManager>();
        var id = manager.Start(request, "test").Run!.Id;
        await Eventually.TrueAsync(() => manager.Current is null, TimeSpan.FromSeconds(20), "the run to end");
        return id;
    }

    private async Task LookAsync(SyntheticApp app, string path, string name, Func<IPage, Task> ready)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var viewport in Settings.Viewports.Keys)
            {
                var page = await OpenAsync(app.Url + path, viewport, scheme);
                await ready(page);
                await LookAsync(page, name, scheme, viewport, whole: true);
            }
        }
    }

    [GeneratedRegex("compare\\?runs=[^,]*(%2B[^,]*){4}(,|%2C)[^,]*(%2B[^,]*){3}(,|%2C)[^,%]*$")]
    private static partial Regex SidesAddress();

    [GeneratedRegex("/runs/[0-9]{8}-")]
    private static partial Regex RunAddress();
}
