using Pensieve.Console.Features.Overview;

namespace Pensieve.Tests.Components.Overview;

/// <summary>A figure of the overview, and the sentence above all of them.</summary>
public sealed class OverviewPartsTests : ComponentTest
{
    [Fact]
    public void Tile_Known_ShowsFigureUnitAndBar()
    {
        var tile = Tile(new Tile("KV cache", "43", "%", "430 of 1,000 cells", 0.434));
        Assert.Equal(("43%", "%"), (tile.Find(".tile-value").TextContent.Trim(), tile.Find(".tile-value small").TextContent));
        Assert.Equal("43", tile.Find(".tile-bar .fill").GetAttribute("width"));
        Assert.False(tile.Find(".tile-detail").HasAttribute("aria-hidden"));
    }

    [Fact]
    public void Tile_Unknown_IsReadOutOnceWithItsReason()
    {
        var tile = Tile(new Tile("KV cache", null, "%", "No model is loaded"));
        Assert.Equal("unknown: No model is loaded", tile.Find(".tile-value .visually-hidden").TextContent);
        Assert.Equal("true", tile.Find(".tile-detail").GetAttribute("aria-hidden"));
        Assert.Empty(tile.FindAll("small, .tile-bar"));
    }

    [Theory]
    [InlineData(1.7, "100")]
    [InlineData(-0.2, "0")]
    public void Tile_ShareOutOfBounds_StaysWithinItsBar(double share, string width) =>
        Assert.Equal(width, Tile(new Tile("Memory", "1", "GiB", "", share)).Find(".tile-bar .fill").GetAttribute("width"));

    [Fact]
    public void Tile_OtherFigure_IsDrawnAnew()
    {
        var tile = Tile(new Tile("Queue", "0", null, ""));
        tile.Render(p => p.Add(t => t.Model, new Tile("Queue", "5", null, "")));
        Assert.Equal("5", tile.Find(".tile-value").TextContent.Trim());
    }

    [Theory]
    [InlineData(Severity.Good, "good", "Good: ")]
    [InlineData(Severity.Info, "info", "Note: ")]
    [InlineData(Severity.Warning, "warn", "Warning: ")]
    [InlineData(Severity.Critical, "bad", "Alarm: ")]
    public void Verdict_Severity_IsSaidInAWordToo(Severity severity, string tone, string word)
    {
        var banner = Banner(new Verdict(new Finding(severity, "So it is."), null, null));
        Assert.Equal(word + "So it is.", banner.Find($".verdict-{tone} .verdict-sentence").TextContent);
        Assert.Empty(banner.FindAll(".verdict-cause, .verdict-next, .verdict-also, [role=progressbar]"));
    }

    [Fact]
    public void Verdict_WithCauseStepAndMore_TellsAll()
    {
        var banner = Banner(new Verdict(new Finding(Severity.Warning, "It is slow.", "The CPU serves it.", "Load it on the GPU."), "Memory is short.", 0.256));
        Assert.Equal(["The CPU serves it.", "Next: Load it on the GPU.", "Also: Memory is short."], banner.FindAll(".verdict-cause, .verdict-next, .verdict-also").Select(e => e.TextContent));
        Assert.Equal(("26", "Load progress"), (banner.Find("[role=progressbar]").GetAttribute("aria-valuenow"), banner.Find("[role=progressbar]").GetAttribute("aria-label")));
        banner.Render(p => p.Add(b => b.Model, new Verdict(new Finding(Severity.Good, "All is well."), null, null)));
        Assert.Equal("Good: All is well.", banner.Find(".verdict-text").TextContent.Trim());
    }

    private IRenderedComponent<StatTile> Tile(Tile tile) => Render<StatTile>(p => p.Add(t => t.Model, tile));

    private IRenderedComponent<VerdictBanner> Banner(Verdict verdict) => Render<VerdictBanner>(p => p.Add(b => b.Model, verdict));
}
