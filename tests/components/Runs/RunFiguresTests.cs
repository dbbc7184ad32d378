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
