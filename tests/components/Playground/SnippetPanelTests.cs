using Pensieve.Console.Features.Playground;

namespace Pensieve.Tests.Components.Playground;

public sealed class SnippetPanelTests : ComponentTest
{
    private string _body = """{"model":"tiny"}""";
    private int _asked;

    [Fact]
    public void Closed_MakesNoBody_AndOpenShowsWhatIsToBeSentNext()
    {
        var panel = Show();
        Assert.Equal(0, _asked);
        Assert.Empty(panel.FindAll("pre"));
        Dispatch(() => panel.Find("details"), "ontoggle", EventArgs.Empty);
        Assert.Contains("http://localhost/v1/chat/completions", panel.Find("pre[aria-label='curl program']").TextContent, StringComparison.Ordinal);
        Assert.Contains(_body, panel.Find("pre").TextContent, StringComparison.Ordinal);
        Click(() => panel.FindAll(".segments button").Single(b => b.TextContent == "TypeScript"));
        Assert.Equal(["TypeScript"], panel.FindAll(".segments button[aria-pressed=true]").Select(b => b.TextContent));
        Assert.Contains("await fetch", panel.Find("pre[aria-label='TypeScript program']").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "Copied")]
    [InlineData(false, "Not copied: select it and copy by hand")]
    public void Copy_IsSaid_UntilAnotherProgramIsShown(bool granted, string word)
    {
        JSInterop.Setup<bool>("pensieveKeys.copy", i => ((string)i.Arguments[0]!).Contains(_body, StringComparison.Ordinal)).SetResult(granted);
        var panel = Show();
        Dispatch(() => panel.Find("details"), "ontoggle", EventArgs.Empty);
        Click(() => panel.Find("[data-copy]"));
        panel.WaitForAssertion(() => Assert.Equal(word, panel.Find("[data-copy]").TextContent));
        _body = """{"model":"big"}""";
        panel.Render();
        Assert.Equal("Copy", panel.Find("[data-copy]").TextContent);
    }

    private IRenderedComponent<SnippetPanel> Show() => Render<SnippetPanel>(p => p.Add(s => s.Path, "/v1/chat/completions").Add(s => s.Body, () =>
    {
        _asked++;
        return _body;
    }));
}
