using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Settings;

public sealed class HistoryPanelTests : ComponentTest
{
    private readonly ManualTime _time = new();
    private readonly KeptSettings _kept;

    public HistoryPanelTests()
    {
        _kept = new KeptSettings(_time);
        Services.AddSingleton(_kept.Settings).AddSingleton(_kept.Repository).AddSingleton(_kept.Audit);
    }

    [Fact]
    public async Task History_Unreadable_IsSaidUntilTheDatabaseWorksAgain()
    {
        Assert.Null(await _kept.Settings.LoadAsync(default));
        Broken.Store(_kept.Store);
        var panel = Render<HistoryPanel>();
        panel.WaitForAssertion(() => Assert.Contains("is damaged or not a database", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(panel.FindAll(".empty, ol"));

        File.Delete(_kept.Store.Health.Place);
        _time.Advance(TimeSpan.FromSeconds(2));
        var outcome = await _kept.Settings.ChangeAsync(new Dictionary<string, string?> { [SettingTable.Drain] = "5" }, false, null, new AccessIdentity("o", "other", AccessLevel.Admin), default);
        Assert.NotNull(outcome.Done);
        panel.WaitForAssertion(() => Assert.Single(panel.FindAll("[data-version]")));
        Assert.Empty(panel.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task BringBack_OfSomebodyElse_IsRefused()
    {
        Assert.Null(await _kept.Settings.LoadAsync(default));
        foreach (var value in new[] { "5", "6" })
            await _kept.Settings.ChangeAsync(new Dictionary<string, string?> { [SettingTable.Drain] = value }, false, null, new AccessIdentity("o", "other", AccessLevel.Admin), default);
        var panel = Render<HistoryPanel>(p => p.AddCascadingValue(new OperatorSession(AccessLevel.Operate).GetAuthenticationStateAsync()));
        panel.WaitForAssertion(() => Assert.Equal(2, panel.FindAll("[data-version]").Count));
        Click(() => panel.Find("button[aria-label='Bring back version 1']"));
        panel.WaitForAssertion(() => Assert.Equal("Only an administrator may do that.", panel.Find("[role=alert]").TextContent));
        Assert.Equal(2, _kept.Settings.Current.Version);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _kept.Dispose();
    }
}
