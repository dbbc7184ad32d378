using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Pensieve.Console.Features.Logs;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Logs;

/// <summary>The logs page with thousands of entries, long and ill-formed ones among them.</summary>
public sealed class LogsTests(BrowserFixture browser) : SyntheticPageTest(browser)
{
    private const int Details = 7000;

    protected override async Task<SyntheticApp> StartAsync()
    {
        var app = await base.StartAsync();
        var ring = app.Services.GetRequiredService<LogRing>();
        var start = DateTimeOffset.UtcNow.AddHours(-1);
        for (var i = 0; i < Details; i++)
        {
            var time = start.AddMilliseconds(i * 400);
            if (i % 20 == 1) Add(time, LogLevel.Information, "Pensieve.Console.Security.Audit.AuditTrail", $"anonymous (local): model.load /models/pensieve-{i}.gguf: done");
            if (i % 700 == 2) Add(time, LogLevel.Warning, "Pensieve.Engine.Worker.ModelHost", "The worker says " + string.Concat(Enumerable.Repeat("a very long story without an end, ", 110)));
            if (i % 700 == 3) Add(time, LogLevel.Error, "Pensieve.Console.Features.Playground.Keeping.ConversationKeeper", new string('x', 3900), new string('e', 300) + "\n" + string.Join('\n', Enumerable.Range(0, 200).Select(n => $"   at Pensieve.Some.Type.Method{n}(String argument, CancellationToken cancellationToken) in /src/File{n}.cs:line {n}")));
            Add(time, LogLevel.Debug, "Pensieve.Engine.Requests", $"req_{i:x8} openai.chat on pensieve-tiny: EndOfText, {i % 900}+{i % 130} tokens, {i % 2100} ms", request: $"req_{i:x8}");
        }

        Add(start.AddHours(1), LogLevel.Critical, "Pensieve.Engine.Worker.ModelHost", "three\nlines of\na message: שלום עולם \U0001F9E0 日本語");
        return app;

        void Add(DateTimeOffset time, LogLevel level, string category, string message, string? exception = null, string? request = null) =>
            ring.Add(time, level, category, 7, message, exception, request);
    }

    [Theory]
    [InlineData(ColorScheme.Light, "desktop")]
    [InlineData(ColorScheme.Light, "phone")]
    [InlineData(ColorScheme.Dark, "desktop")]
    [InlineData(ColorScheme.Dark, "phone")]
    public async Task Logs_ThousandsOfLongEntries_AreAccessibleAndFit(ColorScheme scheme, string viewport)
    {
        var page = await OpenAsync(App.Url + "logs?level=debug", viewport, scheme);
        await Expect(page.Locator("[data-log]").Last).ToContainTextAsync("three");
        await Expect(page.Locator(".page-head")).ToContainTextAsync((Details - App.Services.GetRequiredService<LogRing>().Limits.Details).ToString("N0", CultureInfo.InvariantCulture) + " debug");
        Assert.InRange(await page.Locator("[data-log]").CountAsync(), 5, 80);
        await LookAsync(page, "logs-many", scheme, viewport);

        await page.GotoAsync(App.Url + "logs?level=warning");
        await Expect(page.Locator("[data-log]").Last).ToContainTextAsync("three");
        await LookAsync(page, "logs-warnings", scheme, viewport);
        await page.Locator("[data-log]", new() { HasText = "xxxx" }).Last.Locator("a").ClickAsync();
        await Expect(page.Locator(".log-detail")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-log].selected")).ToBeInViewportAsync();
        await LookAsync(page, "logs-long-entry", scheme, viewport);
    }

    [Theory]
    [InlineData("desktop")]
    [InlineData("phone")]
    public async Task Logs_ScrolledUp_StayUntilTheNewestIsAskedFor(string viewport)
    {
        var page = await OpenAsync(App.Url + "logs?level=debug", viewport, ColorScheme.Light);
        await Expect(page.Locator("[data-log]").Last).ToContainTextAsync("three");
        await page.Locator(".log-scroll").HoverAsync();
        await page.Mouse.WheelAsync(0, -600);
        await Expect(page.Locator("[data-log]", new() { HasText = "three" })).Not.ToBeInViewportAsync();

        App.Services.GetRequiredService<LogRing>().Add(DateTimeOffset.UtcNow, LogLevel.Debug, "Pensieve.Engine.Requests", 7, "the newest of all", null, null);
        await page.GetByRole(AriaRole.Button, new() { Name = "1 new" }).ClickAsync();
        await Expect(page.Locator("[data-log]").Last).ToContainTextAsync("the newest of all");
        await Expect(page.Locator("[data-log]").Last).ToBeInViewportAsync();
    }
}
