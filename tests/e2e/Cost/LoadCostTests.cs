using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;

namespace Pensieve.Tests.E2E.Cost;

/// <summary>How long a page takes in a browser that has just been started, and what it is sent.</summary>
public sealed class LoadCostTests(BrowserFixture browser, CostReport report) : CostTest(browser, report)
{
    private const int Rounds = 5;
    private const double Second = 1000;
    private const int SmallestWorthCompressing = 1000;
    private static readonly string[] s_pages = ["", "requests", "models", "playground", "runs", "compare", "logs", "settings"];

    [Fact(Explicit = true)]
    public async Task FirstPaint_ColdBrowser()
    {
        await using var app = await PublishedApp.StartAsync(PublishedApp.ShippedModel);
        using var playwright = await Playwright.CreateAsync();
        var (paints, circuits) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            await using var cold = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Settings.ExecutablePath, Args = Settings.Arguments, Headless = true });
            var page = await cold.NewPageAsync();
            await page.AddInitScriptAsync("""
                new MutationObserver(() => { if (document.documentElement?.dataset.circuit === 'ready') window.readyAt ??= performance.now(); })
                  .observe(document, { subtree: true, attributes: true, attributeFilter: ['data-circuit'] });
                """);
            await page.GotoAsync(app.Url);
            await ReadyAsync(page);
            paints.Add(await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            circuits.Add(await page.EvaluateAsync<double>("window.readyAt"));
        }

        Aim($"first contentful paint, cold browser, median of {Rounds}", Median(paints), "ms", Second);
        Aim($"page is interactive, cold browser, median of {Rounds}", Median(circuits), "ms", Second);
        AssertAimsMet();
    }

    [Fact(Explicit = true)]
    public async Task Assets_EveryPage()
    {
        await using var app = await PublishedApp.StartAsync(PublishedApp.ShippedModel);
        var page = await OpenAsync("about:blank", ready: false);
        var assets = new ConcurrentDictionary<string, Asset>();
        page.RequestFinished += async (_, request) =>
        {
            if (!request.Url.StartsWith(app.Url, StringComparison.Ordinal) || request.ResourceType is not ("script" or "stylesheet" or "document" or "font" or "image")) return;
            try
            {
                var response = (await request.ResponseAsync())!;
                var headers = await response.AllHeadersAsync();
                if (response.Status != 200) return;
                assets[new Uri(request.Url).PathAndQuery] = new Asset(request.ResourceType, (await request.SizesAsync()).ResponseBodySize, (await response.BodyAsync()).Length,
                    headers.GetValueOrDefault("content-encoding", "none"), headers.GetValueOrDefault("cache-control", ""));
            }
            catch (PlaywrightException)
            {
                // What a page asks for as it is left is gone with it: the next page asks for it again.
            }
        };
        var first = 0L;
        foreach (var path in s_pages)
        {
            await page.GotoAsync(app.Url + path);
            await ReadyAsync(page);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            if (first == 0) first = assets.Values.Sum(a => (long)a.Sent);
        }

        Report.Add("sent for the first page", string.Create(CultureInfo.InvariantCulture, $"{first / 1000.0:0} kB"));
        foreach (var (path, asset) in assets.OrderByDescending(a => a.Value.Sent).Take(8))
            Report.Add("  " + path[(path.LastIndexOf('/') + 1)..], string.Create(CultureInfo.InvariantCulture, $"{asset.Sent / 1000.0:0.0} of {asset.Whole / 1000.0:0.0} kB, {asset.Encoding}"));
        var code = assets.Where(a => a.Value.Type is "script" or "stylesheet").ToList();
        Assert.NotEmpty(code);
        var plain = code.Where(a => a.Value.Whole >= SmallestWorthCompressing && a.Value.Encoding is not ("br" or "gzip")).Select(a => a.Key).ToList();
        var fleeting = code.Where(a => IsFingerprinted(a.Key) && !a.Value.Caching.Contains("immutable", StringComparison.Ordinal)).Select(a => a.Key).ToList();
        foreach (var path in plain) Report.Note("not compressed: " + path);
        foreach (var path in fleeting) Report.Note("named by its content and not cached for good: " + path);
        Aim($"scripts and stylesheets sent uncompressed, of {code.Count}", plain.Count, "files", 1);
        Aim("fingerprinted ones not cached for good", fleeting.Count, "files", 1);
        AssertAimsMet();
    }

    // name.fingerprint.js: ten letters and digits before the extension.
    private static bool IsFingerprinted(string path) => System.Text.RegularExpressions.Regex.IsMatch(path, @"\.[a-z0-9]{10}\.(js|css)$");

    private sealed record Asset(string Type, int Sent, int Whole, string Encoding, string Caching);
}
