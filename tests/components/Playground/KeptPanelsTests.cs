using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Playground;
using Pensieve.Console.Features.Playground.Keeping;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Playground;

/// <summary>What the playground keeps for everybody: presets and test cases.</summary>
public sealed class KeptPanelsTests : ComponentTest
{
    private readonly List<string> _chosen = [];
    private ConsoleServices _services = null!;

    private PlaygroundRepository Repository => Services.GetRequiredService<PlaygroundRepository>();

    [Fact]
    public async Task Cases_Kept_CanBeDownloadedAndDeletedOneByOne()
    {
        Open();
        var panel = Render<CasePanel>();
        Assert.Contains("None yet.", panel.Markup, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("a[download]"));
        await Repository.AddCaseAsync("greeting", "{}", default);
        await Repository.AddCaseAsync("sums", "{}", default);
        await panel.InvokeAsync(panel.Instance.ReadAsync);
        Assert.Equal("api/playground/cases", panel.Find("a[download]").GetAttribute("href"));
        Click(() => panel.Find("button[aria-label='Delete the case greeting']"));
        panel.WaitForAssertion(() => Assert.Equal(["sums"], panel.FindAll("[data-case] span").Select(s => s.TextContent)));
        Assert.Empty(panel.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task Cases_OfAViewer_StayAndItIsSaidWhy()
    {
        Open(AccessLevel.Inference);
        await Repository.AddCaseAsync("greeting", "{}", default);
        var panel = Render<CasePanel>();
        panel.WaitForAssertion(() => Assert.Single(panel.FindAll("[data-case]")));
        Click(() => panel.Find("[data-case] button"));
        panel.WaitForAssertion(() => Assert.Equal(OperatorActions.Refusal, panel.Find("[role=alert]").TextContent));
        Assert.Single(panel.FindAll("[data-case]"));
    }

    [Fact]
    public async Task Cases_ThatTheDatabaseDoesNotDelete_AreSaidNotToBe()
    {
        Open();
        await Repository.AddCaseAsync("greeting", "{}", default);
        var panel = Render<CasePanel>();
        panel.WaitForAssertion(() => Assert.Single(panel.FindAll("[data-case]")));
        Broken.Store(_services.Store);
        Click(() => panel.Find("[data-case] button"));
        panel.WaitForAssertion(() => Assert.Matches("^Not deleted: .* is damaged", panel.Find("[role=alert]").TextContent));
    }

    [Fact]
    public void Cases_Unreadable_AreNotCalledNone()
    {
        Open();
        Broken.Store(_services.Store);
        var panel = Render<CasePanel>();
        panel.WaitForAssertion(() => Assert.StartsWith("They cannot be read: ", panel.Find("p.line").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("None yet", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Preset_SavedChosenAndDeleted_SaysEachStep()
    {
        Open();
        var bar = Bar("You are a pirate.");
        Assert.Equal(["No preset is saved"], Options(bar));
        Name(bar, " pirate ");
        Press(bar, "Save");
        bar.WaitForAssertion(() => Assert.Equal("Saved.", Said(bar)));
        Assert.Equal(["Choose a preset", "pirate"], Options(bar));

        Dispatch(() => bar.Find("#preset"), "onchange", new ChangeEventArgs { Value = "pirate" });
        Assert.Equal(["You are a pirate."], _chosen);
        Press(bar, "Delete");
        bar.WaitForAssertion(() => Assert.Equal("Deleted.", Said(bar)));
        Assert.Equal(["No preset is saved"], Options(bar));
        Assert.DoesNotContain(bar.FindAll("button"), b => b.TextContent == "Delete");
    }

    [Theory]
    [InlineData("", "You are a pirate.")]
    [InlineData("pirate", " ")]
    public void Preset_WithoutNameOrText_IsNotSaved(string name, string text)
    {
        Open();
        var bar = Bar(text);
        Name(bar, name);
        Press(bar, "Save");
        bar.WaitForAssertion(() => Assert.Equal("Give it a name and a text.", Said(bar)));
    }

    [Fact]
    public async Task Preset_OfAViewer_IsNeitherSavedNorDeleted()
    {
        Open(AccessLevel.Inference);
        await Repository.SetPresetAsync("pirate", "Arr.", default);
        var bar = Bar("You are a poet.");
        bar.WaitForAssertion(() => Assert.Equal(2, Options(bar).Count()));
        Dispatch(() => bar.Find("#preset"), "onchange", new ChangeEventArgs { Value = "pirate" });
        foreach (var button in new[] { "Save", "Delete" })
        {
            Press(bar, button);
            bar.WaitForAssertion(() => Assert.Equal(OperatorActions.Refusal, Said(bar)));
        }

        Assert.Equal([("pirate", "Arr.")], (await Repository.PresetsAsync(default)).Value!.Select(p => (p.Name, p.Body)));
    }

    [Fact]
    public void Presets_Unreadable_AreSaidToBe()
    {
        Open();
        Broken.Store(_services.Store);
        var bar = Bar("x");
        bar.WaitForAssertion(() => Assert.StartsWith("Presets cannot be read: ", Said(bar), StringComparison.Ordinal));
        Name(bar, "pirate");
        Press(bar, "Save");
        bar.WaitForAssertion(() => Assert.StartsWith("Not saved: ", Said(bar), StringComparison.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _services.Dispose();
    }

    private void Open(AccessLevel level = AccessLevel.Operate) => _services = new ConsoleServices(Services, new FakeEngine(), level);

    private IRenderedComponent<PresetBar> Bar(string text) => Render<PresetBar>(p => p.Add(b => b.Text, text).Add(b => b.Chosen, _chosen.Add));

    private void Name(IRenderedComponent<PresetBar> bar, string name) => Dispatch(() => bar.Find("#preset-name"), "onchange", new ChangeEventArgs { Value = name });

    private void Press(IRenderedComponent<PresetBar> bar, string button) => Click(() => bar.FindAll("button").Single(b => b.TextContent == button));

    private static string Said(IRenderedComponent<PresetBar> bar) => bar.Find("[role=status]").TextContent;

    private static IEnumerable<string> Options(IRenderedComponent<PresetBar> bar) => bar.FindAll("#preset option").Select(o => o.TextContent);
}
