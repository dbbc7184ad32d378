using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Settings;

/// <summary>Who sees which part, and what of the start-up settings.</summary>
public sealed class SettingsPageTests : ComponentTest
{
    private readonly BunitAuthorizationContext _who;

    public SettingsPageTests()
    {
        _who = AddAuthorization();
        ComponentFactories.AddStub<SettingsForm>().AddStub<StartupPanel>().AddStub<KeysPanel>().AddStub<HistoryPanel>().AddStub<AuditPanel>().AddStub<DiagnosticsPanel>();
    }

    [Theory]
    [InlineData(AccessLevels.Viewer)]
    [InlineData(AccessLevels.Operator)]
    public void Page_OfSomebodyElse_ShowsNoPartOfIt(string role)
    {
        _who.SetAuthorized("me").SetRoles(role);
        var page = Open("?tab=keys");
        Assert.Contains("Sign in with a key of scope admin", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("nav"));
        Assert.False(page.HasComponent<Stub<KeysPanel>>());
    }

    [Theory]
    [InlineData("", "Server", typeof(Stub<SettingsForm>))]
    [InlineData("?tab=nonsense", "Server", typeof(Stub<SettingsForm>))]
    [InlineData("?tab=keys", "Keys", typeof(Stub<KeysPanel>))]
    [InlineData("?tab=history", "History", typeof(Stub<HistoryPanel>))]
    [InlineData("?tab=audit", "Audit", typeof(Stub<AuditPanel>))]
    [InlineData("?tab=console", "Console", typeof(Stub<DiagnosticsPanel>))]
    public void Tab_OfTheAddress_IsShownAlone(string query, string tab, Type part)
    {
        _who.SetAuthorized("me").SetRoles(AccessLevels.Viewer, AccessLevels.Operator, AccessLevels.Admin);
        var page = Open(query);
        Assert.Equal([tab], page.FindAll("nav a[aria-current=page]").Select(a => a.TextContent));
        Assert.Equal(["settings", "settings?tab=keys", "settings?tab=history", "settings?tab=audit", "settings?tab=console"], page.FindAll("nav a").Select(a => a.GetAttribute("href")!.Split('/')[^1]));
        Type[] parts = [typeof(Stub<SettingsForm>), typeof(Stub<KeysPanel>), typeof(Stub<HistoryPanel>), typeof(Stub<AuditPanel>), typeof(Stub<DiagnosticsPanel>)];
        Assert.Equal([part], page.FindComponents<IComponent>().Select(c => c.Instance.GetType()).Where(parts.Contains));
    }

    private IRenderedComponent<SettingsPage> Open(string query)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("settings" + query);
        return Render<SettingsPage>();
    }
}
