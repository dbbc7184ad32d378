using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Commands;

namespace Pensieve.Tests.Components.Commands;

public sealed class CommandPaletteTests : ComponentTest, ICommandSource
{
    private readonly List<string> _run = [];

    public CommandPaletteTests() => Services.AddSingleton<ICommandSource>(this);

    IEnumerable<Command> ICommandSource.Find(string query)
    {
        yield return new Command("Go to Requests", IconName.List, Keys: "g r", Href: "requests");
        yield return new Command("Load model tiny", IconName.Cube, "64 MiB", RunAsync: () => Ran("load"));
        if (query.StartsWith("cmpl", StringComparison.Ordinal)) yield return new Command($"Open request {query}", IconName.List, Href: $"requests?id={query}");
        for (var i = 0; i < 30; i++) yield return new Command($"Many {i}", IconName.Circle, Href: "");
    }

    [Fact]
    public void Render_Unasked_ShowsTheFirstOnesOnly() => Assert.Equal(CommandPalette.Limit, Render<CommandPalette>().FindAll("[role=option]").Count);

    [Theory]
    [InlineData("requests go", "Go to Requests")]
    [InlineData("64", "Load model tiny")]
    [InlineData("cmpl-7", "Open request cmpl-7")]
    public void Type_Words_FindsTitlesAndDetailsInAnyOrder(string typed, string found)
    {
        var palette = Render<CommandPalette>();
        Type(palette, typed);
        Assert.Equal(found, Assert.Single(palette.FindAll(".palette-title")).TextContent);
    }

    [Fact]
    public void Type_Nonsense_SaysSo()
    {
        var palette = Render<CommandPalette>();
        Type(palette, "zz");
        Assert.Empty(palette.FindAll("[role=option]"));
        Assert.Contains("Nothing is called that", palette.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_Place_GoesThere()
    {
        var palette = Render<CommandPalette>();
        Click(() => palette.Find("[role=option]"));
        Assert.EndsWith("/requests", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_Deed_ClosesThePaletteAndDoesIt()
    {
        var palette = Render<CommandPalette>();
        Type(palette, "load");
        Click(() => palette.Find("[role=option]"));
        Assert.Equal(["load"], _run);
        Assert.Single(JSInterop.Invocations, i => i.Identifier == "pensieveKeys.closePalette");
    }

    private Task Ran(string what)
    {
        _run.Add(what);
        return Task.CompletedTask;
    }

    private void Type(IRenderedComponent<CommandPalette> palette, string text) => Dispatch(() => palette.Find("input"), "oninput", new ChangeEventArgs { Value = text });
}
