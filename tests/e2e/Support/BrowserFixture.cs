using Microsoft.Playwright;

namespace Pensieve.Tests.E2E.Support;

/// <summary>One browser for all tests of the assembly.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = PlaywrightSettings.Current;
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = settings.ExecutablePath,
            Args = settings.Arguments,
            Headless = settings.Headless,
        });
        Assertions.SetDefaultExpectTimeout(settings.ExpectTimeout);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
