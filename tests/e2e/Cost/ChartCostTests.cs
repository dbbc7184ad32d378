using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Pensieve.Console.Live;
using Pensieve.Tests.E2E.Support;

namespace Pensieve.Tests.E2E.Cost;

/// <summary>What the overview's charts cost the browser with an hour of samples in each series: live, under the pointer, zooming.</summary>
public sealed class ChartCostTests(BrowserFixture browser, CostReport report) : CostTest(browser, report)
{
    private const double LongTask = 50;
    private const int Points = 3600;

    [Fact(Explicit = true)]
    public async Task AnHourOfPoints_DrawnLive()
    {
        await using var app = await SyntheticApp.StartAsync(new SyntheticEngine(4, 1), TimeSpan.FromSeconds(Points));
        var page = await OpenAsync("about:blank", ready: false);
        await page.AddInitScriptAsync("""
            window.tasks = [];
            new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(e => ({ at: e.startTime, ms: e.duration })))).observe({ type: 'longtask', buffered: true });
            """);
        await page.GotoAsync($"{app.Url}?range={TimeRangeSeconds}");
        await ReadyAsync(page);
        var board = page.Locator(".board");
        await UntilAsync(async () => await PointsAsync(board) >= Math.Min(Points, LiveHistory.DefaultCapacity), "The charts did not get their history.");
        await Task.Delay(TimeSpan.FromSeconds(3));
        Report.Add("points of each series in the charts", Math.Min(Points, await PointsAsync(board)).ToString(CultureInfo.InvariantCulture));
        Report.Add("longest task while the page loads", await LongestAsync(page));

        var cdp = await page.Context.NewCDPSessionAsync(page);
        // Processor time of the thread, not of the clock on the wall: that other programs run does not count.
        await cdp.SendAsync("Performance.setTimeDomain", new() { ["timeDomain"] = "threadTicks" });
        await cdp.SendAsync("Performance.enable");
        await page.EvaluateAsync("window.tasks.length = 0");
        var (busy, updates, at) = (await BusyAsync(cdp), await PointsAsync(board), DateTime.UtcNow);
        await Task.Delay(TimeSpan.FromSeconds(20));
        var (spent, drawn, seconds) = (await BusyAsync(cdp) - busy, await PointsAsync(board) - updates, (DateTime.UtcNow - at).TotalSeconds);
        Aim("charts live: main thread busy", spent / seconds * 100, "% of a core", 10);
        Aim("charts live: longest task per update", await page.EvaluateAsync<double>(Longest), "ms", LongTask);
        Report.Add("charts live: main thread per sample", string.Create(CultureInfo.InvariantCulture, $"{spent / drawn * 1000:0.0} ms"));

        await page.EvaluateAsync("window.tasks.length = 0");
        await SweepAsync(page);
        Aim("pointer over the charts: longest task", await page.EvaluateAsync<double>(Longest), "ms", LongTask);
        AssertAimsMet();
    }

    private const string Longest = "Math.max(0, ...window.tasks.map(t => t.ms))";

    private static int TimeRangeSeconds => Console.Shared.TimeRange.Choices[^1];

    private static async Task<string> LongestAsync(IPage page)
    {
        var longest = await page.EvaluateAsync<double>(Longest);
        return string.Create(CultureInfo.InvariantCulture, $"{longest:0} ms");
    }

    private static async Task<int> PointsAsync(ILocator board) => int.Parse(await board.GetAttributeAsync("data-points") ?? "0", CultureInfo.InvariantCulture);

    private static async Task<double> BusyAsync(ICDPSession cdp)
    {
        var answer = await cdp.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray().First(m => m.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
    }

    private static async Task SweepAsync(IPage page)
    {
        var plot = page.Locator("[data-chart=generated] .plot");
        await plot.ScrollIntoViewIfNeededAsync();
        var box = (await plot.BoundingBoxAsync())!;
        for (var i = 0; i <= 60; i++) await page.Mouse.MoveAsync(box.X + box.Width * i / 60, box.Y + box.Height / 2);
        await page.Mouse.MoveAsync(box.X + box.Width * 0.3f, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width * 0.6f, box.Y + box.Height / 2, new() { Steps = 10 });
        await page.Mouse.UpAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave zoom" }).ClickAsync();
    }
}
