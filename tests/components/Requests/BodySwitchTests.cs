using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Requests;

public sealed class BodySwitchTests : ComponentTest
{
    private readonly KeptSettings _kept = new();
    private readonly RequestBodies _bodies = new();

    public BodySwitchTests()
    {
        Services.AddSingleton(_bodies).AddSingleton(_kept.Settings).AddSingleton(_kept.Audit);
        Assert.Null(_kept.Settings.LoadAsync(default).GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData(AccessLevel.Inference, false)]
    [InlineData(AccessLevel.Operate, false)]
    [InlineData(AccessLevel.Admin, true)]
    public void Switch_IsOffered_ToAdministratorsOnly(AccessLevel level, bool offered)
    {
        _bodies.Switch(true);
        var part = Show(level);
        Assert.Equal("Bodies are kept: 3, 2 KiB", part.Find(".pill-warn").TextContent);
        Assert.Equal(offered, part.FindAll("button").Count == 1);
    }

    [Fact]
    public void Switch_NobodySignedIn_ShowsTheStateOnly()
    {
        var part = Render<BodySwitch>(p => p.Add(s => s.Held, (0, 0L)));
        Assert.Equal("off", part.Find("[data-bodies]").GetAttribute("data-bodies"));
        Assert.Empty(part.FindAll("button"));
    }

    [Fact]
    public async Task Switch_Clicked_SaysBeforehandWhatItMeansAndIsWrittenDown()
    {
        var part = Show(AccessLevel.Admin);
        Assert.Contains("in memory only: the last 100 bodies", part.Find("button").GetAttribute("title"), StringComparison.Ordinal);
        Click(() => part.Find("button"));
        part.WaitForAssertion(() => Assert.True(_kept.Settings.IsOn(SettingTable.KeepBodies)));
        await _kept.Audit.StartAsync(default);
        var audit = new AuditRepository(_kept.Store, TimeProvider.System);
        IReadOnlyList<AuditEntry> entries = [];
        await Eventually.TrueAsync(async () => (entries = (await audit.ListAsync(5, null, null, default)).Value ?? []).Count == 1, TimeSpan.FromSeconds(20), () => "the entry");
        await _kept.Audit.StopAsync(default);
        Assert.Equal(("me", "settings.change", SettingTable.KeepBodies, "done"), (entries[0].Who, entries[0].Action, entries[0].Target, entries[0].Outcome));
        Assert.Empty(part.FindAll("[role=alert]"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _kept.Dispose();
    }

    private IRenderedComponent<BodySwitch> Show(AccessLevel level) =>
        Render<BodySwitch>(p => p.Add(s => s.Held, (3, 2048L)).AddCascadingValue(new OperatorSession(level).GetAuthenticationStateAsync()));
}
