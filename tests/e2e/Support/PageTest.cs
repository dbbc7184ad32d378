using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Pensieve.Tests.E2E.Support.BrowserFixture))]

namespace Pensieve.Tests.E2E.Support;

/// <summary>Base of browser tests: pages of the configured sizes, and a trace and a screenshot of what failed.</summary>
public abstract class PageTest(BrowserFixture browser) : IAsyncLifetime
{
    private readonly List<(IBrowserContext Context, IPage Page)> _open = [];

    protected static PlaywrightSettings Settings => PlaywrightSettings.Current;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        var name = string.Concat((TestContext.Current.Test?.TestDisplayName ?? "test").Select(c => char.IsLetterOrDigit(c) ? c : '_'));
        for (var i = 0; i < _open.Count; i++)
        {
            var (context, page) = _open[i];
            if (failed && Settings.Screenshot) await page.ScreenshotAsync(new() { Path = Path.Combine(Settings.OutputDirectory, $"{name}-{i}.png"), FullPage = true });
            if (Settings.Trace) await context.Tracing.StopAsync(failed ? new() { Path = Path.Combine(Settings.OutputDirectory, $"{name}-{i}.zip") } : new());
            await context.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a page of a viewport named in playwright.config.json and waits until its circuit is up.</summary>
    protected async Task<IPage> OpenAsync(string url, string viewport = "desktop", ColorScheme scheme = ColorScheme.Light, bool ready = true)
    {
        var (width, height) = Settings.Viewports[viewport];
        var context = await browser.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        if (Settings.Trace) await context.Tracing.StartAsync(new() { Screenshots = true, Snapshots = true });
        var page = await context.NewPageAsync();
        _open.Add((context, page));
        await page.GotoAsync(url);
        if (ready) await ReadyAsync(page);
        return page;
    }

    /// <summary>Waits for the attribute that the page sets when its circuit is up.</summary>
    protected static Task ReadyAsync(IPage page) => Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-circuit", "ready");

    /// <summary>Waits for a condition that no locator can express. The page's own policy forbids WaitForFunction's eval.</summary>
    /// <param name="condition">What to wait for.</param>
    /// <param name="otherwise">What is said where it does not come.</param>
    /// <param name="limit">Milliseconds; 0 = as for locators.</param>
    protected static async Task UntilAsync(Func<Task<bool>> condition, string otherwise, int limit = 0)
    {
        for (var started = Environment.TickCount64; !await condition(); await Task.Delay(50))
            Assert.True(Environment.TickCount64 - started < (limit > 0 ? limit : Settings.ExpectTimeout), otherwise);
    }

    /// <summary>Takes a picture of a page into the folder "screens", and fails with what axe found or if it is wider than its window.</summary>
    protected static async Task LookAsync(IPage page, string name, ColorScheme scheme, string viewport, bool whole = false, bool ready = true)
    {
        if (ready) await ReadyAsync(page);
        await page.ScreenshotAsync(new() { Path = Screen($"{name}-{scheme.ToString().ToLowerInvariant()}-{viewport}"), FullPage = whole });
        await AssertAccessibleAsync(page);
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{name}, {viewport}: the page is {overflow} px too wide");
    }

    /// <summary>Where the picture of that name goes.</summary>
    protected static string Screen(string name) => Path.Combine(Settings.OutputDirectory, "screens", name + ".png");

    /// <summary>Fails with what axe found, if anything.</summary>
    protected static async Task AssertAccessibleAsync(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions());
        var found = result.Violations.Select(v => $"{v.Id} ({v.Impact}): {v.Help}\n  {string.Join("\n  ", v.Nodes.Take(6).Select(n => n.Html + " :: " + string.Join("; ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message))))}");
        Assert.True(result.Violations.Length == 0, string.Join("\n", found));
    }
}
