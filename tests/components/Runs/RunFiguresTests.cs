using System.Globalization;
using System.Xml.Linq;
using Pensieve.Console.Features.Runs.Detail;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Runs;

/// <summary>The figures of one run as the page shows them, against those of its JSON and JUnit: all must say the same.</summary>
public sealed class RunFiguresTests : ComponentTest
{
    [Fact]
    public void Brief_FoldsAwayWhatDoesNotDecide()
    {
        var builder = new RunSummaryBuilder();
        foreach (var line in SyntheticRecord.Of("run-1", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))) builder.Add(line);
        var measured = builder.Build(over: true)!.Cases.First(c => c.Measurements.Any(m => m.Primary) && c.Measurements.Any(m => !m.Primary));

        var brief = Render<CaseFigures>(p => p.Add(f => f.Case, measured).Add(f => f.Brief, true));
        Assert.Equal(measured.Measurements.Count(m => m.Primary), brief.FindAll("h3 + .table-scroll tr[data-measure]").Count);
        Assert.Equal(measured.Measurements.Count(m => !m.Primary), brief.FindAll("details tr[data-measure]").Count);
        Assert.EndsWith(measured.Measurements.Count(m => !m.Primary) == 1 ? "further figure" : "further figures", brief.Find("summary").TextContent, StringComparison.Ordinal);

        var whole = Render<CaseFigures>(p => p.Add(f => f.Case, measured));
        Assert.Empty(whole.FindAll("details"));
        Assert.Equal(measured.Measurements.Count, whole.FindAll("tr[data-measure]").Count);
        Assert.Empty(Render<CaseFigures>(p => p.Add(f => f.Case, measured with { Measurements = [] })).Nodes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Figures_OnThePage_AreThoseOfTheReports(bool brief)
    {
        var builder = new RunSummaryBuilder();
        foreach (var line in SyntheticRecord.Of("run-1", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))) builder.Add(line);
        var run = builder.Build(over: true)!;

        var page = run.Cases.SelectMany(c => Render<CaseDetail>(p => p.Add(d => d.Case, c).Add(d => d.Brief, brief)).FindAll("tr[data-measure]"))
            .ToDictionary(r => r.GetAttribute("data-measure")!, r => r.QuerySelector("data")!);

        using var json = new MemoryStream();
        SummaryJson.Write(run, json);
        var figures = SummaryJson.Parse(System.Text.Encoding.UTF8.GetString(json.ToArray()))!.Cases.SelectMany(c => c.Measurements.Select(m => (Key: $"{c.Plan.Id} {JUnitReport.NameOf(m)}", Figure: m))).ToList();
        Assert.True(figures.Count > 20);
        Assert.Equal(figures.Select(f => f.Key).Order(StringComparer.Ordinal), page.Keys.Order(StringComparer.Ordinal));
        Assert.All(figures, f =>
        {
            Assert.Equal(f.Figure.Value, double.TryParse(page[f.Key].GetAttribute("value"), CultureInfo.InvariantCulture, out var v) ? v : null);
            Assert.Equal(Figure.Text(f.Figure.Value, f.Figure.Unit), page[f.Key].TextContent);
        });

        using var xml = new MemoryStream();
        JUnitReport.Write(run, xml);
        xml.Position = 0;
        var junit = XDocument.Load(xml).Descendants("testcase").SelectMany(c => c.Descendants("property").Where(p => p.Attribute("name")!.Value.StartsWith("measure.", StringComparison.Ordinal))
            .Select(p => (Key: $"{c.Attribute("name")!.Value} {p.Attribute("name")!.Value}", Value: p.Attribute("value")!.Value)));
        Assert.All(junit, p => Assert.Equal(p.Value, page[p.Key].GetAttribute("value") is { Length: > 0 } value ? value : Figure.Insufficient));
    }
}
