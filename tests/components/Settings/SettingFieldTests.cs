using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Features.Settings.Values;

namespace Pensieve.Tests.Components.Settings;

public sealed class SettingFieldTests : ComponentTest
{
    private readonly List<string> _edited = [];

    [Fact]
    public void Number_HasItsUnitAndReportsEveryKey()
    {
        var field = Show(Setting(SettingKind.Number) with { Unit = "s", AppliesAtOnce = false }, "30");
        Assert.Equal(("numeric", "30", "false"), (field.Find("input").GetAttribute("inputmode"), field.Find("input").GetAttribute("value"), field.Find("input").GetAttribute("aria-invalid")));
        Assert.Equal("s", field.Find(".with-unit span").TextContent);
        Assert.Equal("server.drain · takes effect at the next load of a model", field.Find(".small").TextContent);
        Dispatch(() => field.Find("input"), "oninput", new ChangeEventArgs { Value = "31" });
        Assert.Equal(["31"], _edited);
    }

    [Fact]
    public void Control_OfEveryKind_IsNamedAndDescribed()
    {
        Assert.All(Enum.GetValues<SettingKind>(), kind =>
        {
            var field = Show(Setting(kind) with { Choices = ["x"] }, "x");
            var control = field.Find("#" + field.Find("label").GetAttribute("for"));
            Assert.All(control.GetAttribute("aria-describedby")!.Split(' '), id => Assert.NotNull(field.Find("#" + id)));
        });
    }

    [Theory]
    [InlineData("true", true, "on")]
    [InlineData("false", false, "off")]
    public void Switch_SaysItsStateInAWord(string text, bool on, string word)
    {
        var field = Show(Setting(SettingKind.Switch), text);
        Assert.Equal((on, word), (field.Find("[role=switch]").HasAttribute("checked"), field.Find(".switch").TextContent.Trim()));
        Dispatch(() => field.Find("input"), "onchange", new ChangeEventArgs { Value = !on });
        Assert.Equal([on ? "false" : "true"], _edited);
    }

    [Fact]
    public void Choice_OffersItsWordsOnly()
    {
        var field = Show(Setting(SettingKind.Choice) with { Choices = ["warn", "info"] }, "info");
        Assert.Equal(["warn", "info"], field.FindAll("option").Select(o => o.TextContent));
        Dispatch(() => field.Find("select"), "onchange", new ChangeEventArgs { Value = "warn" });
        Assert.Equal(["warn"], _edited);
    }

    [Theory]
    [InlineData("", "2")]
    [InlineData("a\nb\nc", "3")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n10", "8")]
    public void Lines_GrowWithTheirText(string text, string rows) => Assert.Equal(rows, Show(Setting(SettingKind.Lines), text).Find("textarea").GetAttribute("rows"));

    [Fact]
    public void Fault_IsSaidAtTheControl()
    {
        var field = Render<SettingField>(p => p.Add(f => f.Setting, Setting(SettingKind.Number)).Add(f => f.Text, "x").Add(f => f.Current, "30").Add(f => f.Default, "30").Add(f => f.Fault, "must be a whole number."));
        Assert.Equal(("true", "It must be a whole number."), (field.Find("input").GetAttribute("aria-invalid"), field.Find("[aria-live]").TextContent));
    }

    [Fact]
    public void Changed_ShowsWhatIsConfigured_AndTheWayBackUnlessItIsBeingEdited()
    {
        var field = Render<SettingField>(p => p.Add(f => f.Setting, Setting(SettingKind.Number) with { Unit = "s" }).Add(f => f.Text, "7").Add(f => f.Current, "7").Add(f => f.Default, "30").Add(f => f.IsChanged, true).Add(f => f.Edited, _edited.Add));
        Assert.EndsWith("· configured: 30 s", field.Find(".small").TextContent, StringComparison.Ordinal);
        Click(() => field.Find("button[aria-label='Back to the configured value of Drain']"));
        Assert.Equal(["30"], _edited);
        field.Render(p => p.Add(f => f.Text, "30"));
        Assert.Empty(field.FindAll("button"));
    }

    private static RuntimeSetting Setting(SettingKind kind) => new("server.drain", "Server", "Drain", "How long requests may go on.", kind, _ => "30");

    private IRenderedComponent<SettingField> Show(RuntimeSetting setting, string text) =>
        Render<SettingField>(p => p.Add(f => f.Setting, setting).Add(f => f.Text, text).Add(f => f.Current, text).Add(f => f.Default, text).Add(f => f.Edited, _edited.Add));
}
