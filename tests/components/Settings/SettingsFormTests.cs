using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Settings;

public sealed class SettingsFormTests : ComponentTest
{
    private static readonly AccessIdentity s_other = new("o", "other", AccessLevel.Admin);
    private readonly KeptSettings _kept = new();

    public SettingsFormTests()
    {
        Services.AddSingleton(_kept.Settings).AddSingleton(_kept.Audit).AddSingleton(_kept.Repository).AddSingleton(TimeProvider.System);
        Assert.Null(_kept.Settings.LoadAsync(default).GetAwaiter().GetResult());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _kept.Dispose();
    }

    [Fact]
    public void Form_EditedAndSaved_ShowsTheDifferenceAndPutsItInForce()
    {
        var form = Show<SettingsForm>();
        Assert.Empty(form.FindAll(".save-bar"));
        Type(form, "server-drainSeconds", "5000");
        Assert.Contains("whole number from 0 to 3600 s", form.Find("#set-server-drainSeconds-fault").TextContent, StringComparison.Ordinal);
        Assert.True(form.Find(".save-bar .button-primary").HasAttribute("disabled"));

        Type(form, "server-drainSeconds", "7");
        Assert.Equal("server.drainSeconds: 30 s → 7 s", form.Find(".save-bar li").TextContent);
        Assert.Equal(30, _kept.Settings.Number(SettingTable.Drain));
        Click(() => form.Find(".save-bar .button-primary"));
        form.WaitForAssertion(() => Assert.Contains("Saved as version 1", form.Find(".form-note.good").TextContent, StringComparison.Ordinal));
        Assert.Equal(7, _kept.Settings.Number(SettingTable.Drain));
        Assert.Empty(form.FindAll(".save-bar"));
        Assert.Contains("configured: 30 s", form.Find("[data-setting='server.drainSeconds']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_SomebodyElseSavedMeanwhile_SavesNothingAndSaysSo()
    {
        var form = Show<SettingsForm>();
        Type(form, "server-drainSeconds", "7");
        await form.InvokeAsync(() => _kept.Settings.ChangeAsync(new Dictionary<string, string?> { [SettingTable.Drain] = "9" }, false, null, s_other, default));
        Click(() => form.Find(".save-bar .button-primary"));

        form.WaitForAssertion(() => Assert.Contains("Somebody else changed the settings", form.Find(".form-note.bad").TextContent, StringComparison.Ordinal));
        Assert.Equal("server.drainSeconds: 9 s → 7 s", form.Find(".save-bar li").TextContent);
        Assert.Equal(9, _kept.Settings.Number(SettingTable.Drain));
        Click(() => form.Find(".save-bar .button-primary"));
        form.WaitForAssertion(() => Assert.Equal(7, _kept.Settings.Number(SettingTable.Drain)));
    }

    [Fact]
    public void Form_NotAnAdministrator_ChangesNothing()
    {
        var form = Show<SettingsForm>(AccessLevel.Operate);
        Type(form, "server-drainSeconds", "7");
        Click(() => form.Find(".save-bar .button-primary"));
        form.WaitForAssertion(() => Assert.Contains("Only an administrator", form.Markup, StringComparison.Ordinal));
        Assert.Equal(0, _kept.Settings.Current.Version);
    }

    [Fact]
    public async Task History_BringBack_RestoresAndSaysSo()
    {
        foreach (var value in new[] { "5", "6" })
            Assert.NotNull((await _kept.Settings.ChangeAsync(new Dictionary<string, string?> { [SettingTable.Drain] = value }, false, null, s_other, default)).Done);
        var history = Show<HistoryPanel>();
        history.WaitForAssertion(() => Assert.Equal(["2", "1"], history.FindAll("[data-version]").Select(v => v.GetAttribute("data-version"))));
        Assert.Equal("server.drainSeconds: 5 s → 6 s", history.Find("[data-version='2'] li").TextContent);

        Click(() => history.Find("[data-version='1'] button"));
        history.WaitForAssertion(() => Assert.Contains("brought back version 1", history.Find("[data-version='3']").TextContent, StringComparison.Ordinal));
        Assert.Equal(5, _kept.Settings.Number(SettingTable.Drain));
        Click(() => history.FindAll(".history > button")[0]);
        history.WaitForAssertion(() => Assert.Equal(30, _kept.Settings.Number(SettingTable.Drain)));
    }

    private void Type(IRenderedComponent<SettingsForm> form, string id, string text) => Dispatch(() => form.Find("#set-" + id), "oninput", new ChangeEventArgs { Value = text });

    private IRenderedComponent<T> Show<T>(AccessLevel level = AccessLevel.Admin) where T : IComponent =>
        Render<T>(p => p.AddCascadingValue(Task.FromResult(new AuthenticationState(new AccessIdentity("x", "me", level).ToPrincipal("test")))));
}
