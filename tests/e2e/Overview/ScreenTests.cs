using Microsoft.Playwright;
using Pensieve.Engine;
using Pensieve.Tests.E2E.Support;
using Pensieve.Tests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Overview;

/// <summary>Every state of the page in both themes and sizes: accessible, nothing wider than the screen, and kept as a picture.</summary>
public sealed class ScreenTests(BrowserFixture browser) : PageTest(browser)
{
    [Theory]
    [InlineData("empty")]
    [InlineData("busy")]
    [InlineData("failing")]
    public async Task Overview_EachThemeAndSize_IsAccessibleAndFits(string state)
    {
        await using var app = await StartAsync(state);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var viewport in Settings.Viewports.Keys)
            {
                var page = await OpenAsync(app.Url, viewport, scheme);
                await Expect(page.Locator(".board[data-points]")).ToBeVisibleAsync();
                await LookAsync(page, "overview-" + state, scheme, viewport, whole: true);
            }
        }
    }

    private static async Task<SyntheticApp> StartAsync(string state)
    {
        switch (state)
        {
            case "empty":
                return await SyntheticApp.StartAsync(new FakeEngine());
            case "busy":
                return await SyntheticApp.StartAsync(new SyntheticEngine(8, 1.6), TimeSpan.FromMinutes(6));
            default:
                var engine = new SyntheticEngine(4, 3) { FailureShare = 0.6 };
                engine.Twist = s => s with
                {
                    State = EngineState.Restarting,
                    Models = [.. s.Models.Select(m => m with { State = EngineState.Restarting, Reason = "Its worker process ended with signal 9 (killed), 2 s ago; next attempt in 4 s.", Restarts = 3 })],
                };
                return await SyntheticApp.StartAsync(engine, TimeSpan.FromMinutes(3));
        }
    }
}
