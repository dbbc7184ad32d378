using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.E2E.Support;

/// <summary>Base of browser tests over a console in this process, each test with its own.</summary>
public abstract class SyntheticPageTest(BrowserFixture browser) : PageTest(browser)
{
    /// <summary>The console.</summary>
    protected SyntheticApp App { get; private set; } = null!;

    public override async ValueTask InitializeAsync() => App = await StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await App.DisposeAsync();
    }

    /// <summary>Starts the console: no model is loaded, unless a class says otherwise.</summary>
    protected virtual Task<SyntheticApp> StartAsync() => SyntheticApp.StartAsync(new FakeEngine());
}
