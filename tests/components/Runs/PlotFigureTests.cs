using Pensieve.Console.Features.Runs.Plots;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Tests.Components.Runs;

public sealed class PlotFigureTests : ComponentTest
{
    private static readonly Drawing s_drawing = new("recovery", "Recovery <of workers>", [new PlotKey("Detected & told", 1)], "<svg class='it'></svg>", new PlotTwin(["Fault", "After"], [["kill", "3.5 s"], ["hang", "6 s"]]), "One repeat.");

    [Fact]
    public void Drawing_HasItsLegendItsNoteAndTheSameAsATable()
    {
        var figure = Render<PlotFigure>(p => p.Add(f => f.Drawing, s_drawing));
        Assert.Equal(figure.Find("h3").Id, figure.Find("figure").GetAttribute("aria-labelledby"));
        Assert.Equal(("Recovery <of workers>", "Detected & told"), (figure.Find("h3").TextContent, figure.Find(".legend li").TextContent));
        Assert.NotNull(figure.Find("[aria-label='Recovery <of workers>, drawing'] svg.it"));
        Assert.Equal("One repeat.", figure.Find(".plot-note").TextContent);
        Assert.Equal(["Fault", "After"], figure.FindAll("thead th").Select(h => h.TextContent));
        Assert.Equal([("kill", "3.5 s"), ("hang", "6 s")], figure.FindAll("tbody tr").Select(r => (r.QuerySelector("th[scope=row]")!.TextContent, r.QuerySelector("td.num")!.TextContent)));
    }

    [Fact]
    public void Drawing_WithoutNote_HasNone() => Assert.Empty(Render<PlotFigure>(p => p.Add(f => f.Drawing, s_drawing with { Note = null })).FindAll(".plot-note"));
}
