using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Security;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;
using Pensieve.Console.Store;

namespace Pensieve.Tests.Components.Settings;

public sealed class KeysPanelTests : ComponentTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pensieve-test-");
    private readonly ConsoleStore _store;
    private readonly KeyRing _ring;
    private readonly KeyManager _keys;

    public KeysPanelTests()
    {
        _store = new ConsoleStore(StoreOptions.Sqlite(Path.Combine(_folder.FullName, "p.db")), Schemas.All, TimeProvider.System, NullLogger<ConsoleStore>.Instance);
        var repository = new KeyRepository(_store, TimeProvider.System);
        _ring = new KeyRing(repository, new StaticOptions(), TimeProvider.System);
        _keys = new KeyManager(repository, _ring, TimeProvider.System);
        Services.AddSingleton(TimeProvider.System).AddSingleton(_keys);
        Services.AddSingleton(new AuditTrail(new AuditRepository(_store, TimeProvider.System), TimeProvider.System, NullLogger<AuditTrail>.Instance));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _ring.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Panel_FromEmptyToRevoked_ShowsEachStateAndTheSecretOnce()
    {
        var panel = Show(AccessLevel.Admin);
        panel.WaitForAssertion(() => Assert.Contains("No keys yet", panel.Markup, StringComparison.Ordinal));

        Click(() => panel.Find(".panel-head .button-primary"));
        var form = panel.FindComponent<KeyForm>();
        await panel.InvokeAsync(() => form.Instance.OnDone.InvokeAsync(new CreateKeyRequest("ci", "god")));
        Assert.Contains("scope: must be", panel.Find(".key-form-error").TextContent, StringComparison.Ordinal);
        await panel.InvokeAsync(() => form.Instance.OnDone.InvokeAsync(new CreateKeyRequest("ci", "operate", RequestsPerMinute: 60)));
        panel.WaitForAssertion(() => Assert.Equal("ci", panel.Find("tbody th").TextContent));
        var secret = panel.Find(".made code").TextContent;
        Assert.NotNull(_ring.Find(secret));
        Assert.Equal(["ci", secret[..8] + "…", "operate", "active", "60 requests/min"], panel.FindAll("tbody tr > *").Take(5).Select(c => c.TextContent.Trim()));
        JSInterop.Setup<bool>("pensieveKeys.copy", secret).SetResult(true);
        Click(() => panel.Find(".made [data-copy]"));
        panel.WaitForAssertion(() => Assert.Equal("Copied", panel.Find(".made [data-copy]").TextContent.Trim()));
        Click(() => panel.Find(".made [data-done]"));
        Assert.DoesNotContain(secret, panel.Markup, StringComparison.Ordinal);

        Click(() => panel.Find("td.act button"));
        Assert.NotNull(_ring.Find(secret));
        Click(() => panel.Find("td.act .danger"));
        panel.WaitForAssertion(() => Assert.Equal("revoked", panel.FindAll("tbody td")[2].TextContent.Trim()));
        Assert.Null(_ring.Find(secret));
    }

    [Fact]
    public async Task Panel_NotAnAdministrator_ChangesNothing()
    {
        var panel = Show(AccessLevel.Operate);
        panel.WaitForAssertion(() => Assert.Contains("No keys yet", panel.Markup, StringComparison.Ordinal));
        Click(() => panel.Find(".panel-head .button-primary"));
        var form = panel.FindComponent<KeyForm>();
        await panel.InvokeAsync(() => form.Instance.OnDone.InvokeAsync(new CreateKeyRequest("ci", "admin")));

        panel.WaitForAssertion(() => Assert.Contains("Only an administrator", panel.Markup, StringComparison.Ordinal));
        Assert.Empty((await _keys.ListAsync(default)).Value!);
    }

    private IRenderedComponent<KeysPanel> Show(AccessLevel level)
    {
        var state = Task.FromResult(new AuthenticationState(new AccessIdentity("x", "me", level).ToPrincipal("test")));
        return Render<KeysPanel>(p => p.AddCascadingValue(state));
    }

    private sealed class StaticOptions : IOptionsMonitor<EdgeOptions>
    {
        public EdgeOptions CurrentValue { get; } = new();

        public EdgeOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<EdgeOptions, string?> listener) => null;
    }
}
