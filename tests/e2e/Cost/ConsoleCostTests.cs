using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;

namespace Pensieve.Tests.E2E.Cost;

/// <summary>What the console costs. Explicit: the figures mean something on a quiet machine only.</summary>
public sealed class ConsoleCostTests(BrowserFixture browser, ITestOutputHelper output) : PageTest(browser)
{
    [Fact(Explicit = true)]
    public async Task FirstPaint_ColdBrowser()
    {
        await using var app = await PublishedApp.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            var page = await OpenAsync("about:blank", ready: false);
            var bytes = 0L;
            var largest = new List<(long Bytes, string Url)>();
            page.RequestFinished += async (_, request) =>
            {
                var sizes = await request.SizesAsync();
                bytes += sizes.ResponseBodySize;
                largest.Add((sizes.ResponseBodySize, new Uri(request.Url).AbsolutePath));
            };
            var clock = Stopwatch.StartNew();
            await page.GotoAsync(app.Url);
            await ReadyAsync(page);
            var ready = clock.ElapsedMilliseconds;
            var paint = await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1");
            output.WriteLine($"first contentful paint {paint:0} ms, circuit ready {ready} ms, {bytes:N0} bytes in {largest.Count} answers");
            foreach (var (size, url) in largest.OrderByDescending(l => l.Bytes).Take(8)) output.WriteLine($"  {size,9:N0}  {url}");
        }
    }

    [Fact(Explicit = true)]
    public async Task TenTabs_EngineAtWork()
    {
        await using var app = await PublishedApp.StartAsync(await PublishedApp.ModelAsync());
        using var client = new HttpClient { BaseAddress = new Uri(app.Url) };
        using var stop = new CancellationTokenSource();
        var asking = AskAsync(client, stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(5));
        var (none, before) = await MeasureAsync(app);
        for (var i = 0; i < 10; i++) await OpenAsync(app.Url);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var (ten, after) = await MeasureAsync(app);
        output.WriteLine($"app process: {none:P1} of a core and {before >> 20} MiB without a tab, {ten:P1} and {after >> 20} MiB with ten: {ten - none:P1} and {(after - before) >> 20} MiB more");
        await stop.CancelAsync();
        await asking;
    }

    private static async Task<(double Cores, long Bytes)> MeasureAsync(PublishedApp app)
    {
        var clock = Stopwatch.StartNew();
        var before = app.Cost.Cpu;
        await Task.Delay(TimeSpan.FromSeconds(15));
        var (cpu, bytes) = app.Cost;
        return ((cpu - before) / clock.Elapsed, bytes);
    }

    // One short request after the other with a pause between: every page changes at its full rate, the API costs little.
    private static async Task AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var answer = await client.PostAsJsonAsync("v1/completions", new { model = "synth", prompt = "Once", max_tokens = 16, ignore_eos = true }, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
