using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;

namespace Pensieve.Tests.E2E.Cost;

/// <summary>
/// What open pages cost the app's own process, under the same light traffic with and without them: none, ten, none, ten others,
/// none. All tabs count as visible, which is the dearest case.
/// </summary>
public sealed class TabCostTests(BrowserFixture browser, CostReport report) : CostTest(browser, report)
{
    private const int Tabs = 10;
    private const double CpuAim = 10;
    private const double MemoryAim = 40;
    private static readonly string[] s_pages = ["", "requests", "models", "playground", "runs", "compare", "logs", "settings", "", "requests"];
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(5);

    private static TimeSpan Span => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("PENSIEVE_COST_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 60);

    [Fact(Explicit = true)]
    public async Task TenTabs_EngineAtWork()
    {
        await using var app = await PublishedApp.StartAsync(PublishedApp.ShippedModel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Url) };
        using var stop = new CancellationTokenSource();
        var (asking, clock) = (AskAsync(client, stop.Token), Stopwatch.StartNew());
        // The request log fills and code is compiled whether or not somebody looks: that is no cost of a tab.
        await Task.Delay(TimeSpan.FromSeconds(20));

        var first = await MeasureAsync(app);
        var overview = await WithTabsAsync(app, Enumerable.Repeat("", Tabs));
        var second = await MeasureAsync(app);
        var mixed = await WithTabsAsync(app, s_pages);
        var third = await MeasureAsync(app);
        await stop.CancelAsync();
        var requests = await asking;

        Report.Add("traffic: requests of 16 tokens", string.Create(CultureInfo.InvariantCulture, $"{requests / clock.Elapsed.TotalSeconds:0.0} per second"));
        Report.Add("app process, no tab", string.Create(CultureInfo.InvariantCulture, $"{first.Percent:0.0} % of a core, {first.Megabytes:0} MB"));
        Compare("overview", overview, first, second);
        Compare("all pages", mixed, second, third);
        AssertAimsMet();
    }

    private void Compare(string pages, Figures with, Figures before, Figures after)
    {
        Report.Add($"app process, {Tabs} tabs, {pages}", string.Create(CultureInfo.InvariantCulture, $"{with.Percent:0.0} % of a core, {with.Megabytes:0} MB"));
        // On a starved machine pages are told less often than they should be, and then cost less than they would.
        Report.Add($"{Tabs} tabs, {pages}: messages to the first", string.Create(CultureInfo.InvariantCulture, $"{with.Messages:0.0} per second"));
        Aim($"{Tabs} tabs, {pages}: CPU more than without", with.Percent - (before.Percent + after.Percent) / 2, "% of a core", CpuAim);
        // What the tabs leave behind is theirs too, so only the memory before them is what there was without.
        Aim($"{Tabs} tabs, {pages}: memory more than before", with.Megabytes - before.Megabytes, "MB", MemoryAim);
    }

    private async Task<Figures> WithTabsAsync(PublishedApp app, IEnumerable<string> pages)
    {
        var open = new List<IPage>();
        foreach (var page in pages) open.Add(await OpenAsync(app.Url + page));
        var received = 0;
        open[0].WebSocket += (_, socket) => socket.FrameReceived += (_, _) => Interlocked.Increment(ref received);
        await open[0].ReloadAsync();
        await ReadyAsync(open[0]);
        await Task.Delay(s_settle);
        var (count, watched) = (Volatile.Read(ref received), Stopwatch.StartNew());
        var figures = await MeasureAsync(app);
        figures = figures with { Messages = (Volatile.Read(ref received) - count) / watched.Elapsed.TotalSeconds };
        // Leaving a page ends its circuit; a tab that vanished would keep it for minutes.
        foreach (var page in open) await page.GotoAsync("about:blank");
        await Task.Delay(s_settle);
        return figures;
    }

    private static async Task<Figures> MeasureAsync(PublishedApp app)
    {
        var clock = Stopwatch.StartNew();
        var before = app.Cost.Cpu;
        var memory = new List<double>();
        while (clock.Elapsed < Span)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            memory.Add(app.Cost.Bytes / 1e6);
        }

        return new Figures((app.Cost.Cpu - before) / clock.Elapsed * 100, Median(memory), Messages: 0);
    }

    // Short answers with a pause between: every page changes at its full rate, and the API itself costs little.
    private static async Task<int> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var count = 0;
        for (; !cancellationToken.IsCancellationRequested; count++)
        {
            using var answer = await client.PostAsJsonAsync("v1/chat/completions",
                new { model = "pensieve-tiny", max_tokens = 16, ignore_eos = true, messages = new[] { new { role = "user", content = $"What is {count % 50} + 7?" } } }, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            await Task.Delay(250, CancellationToken.None);
        }

        return count;
    }

    private readonly record struct Figures(double Percent, double Megabytes, double Messages);
}
