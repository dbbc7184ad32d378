using System.Xml.Linq;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Tests.Unit.Harness.Reports.Charts;

public sealed class HistoryPlotTests
{
    [Fact]
    public void Of_LevelAndEnvironmentThatChange_PartsTheHistoryThere()
    {
        var random = new Random(3);
        List<HistoryPoint> points = [];
        for (var i = 0; i < 40; i++)
        {
            var level = i < 12 ? 100 : i < 30 ? 110 : 60;
            points.Add(new HistoryPoint($"r{i}", DateTimeOffset.UnixEpoch.AddHours(i), level * (1 + 0.004 * random.NextDouble()), null, null, "passed", true, i == 2, i < 30 ? "one" : "other", i == 30 ? "target.version 1 → 2" : null));
        }

        var plot = HistoryPlot.Of("x", "ttft p50", "ms", "lower", points);
        Assert.Equal([0, 12, 30], plot.Stretches.Select(s => s.From));
        Assert.Equal([11, 29, 39], plot.Stretches.Select(s => s.To));
        Assert.Null(plot.Stretches[0].Change);
        Assert.Matches(@"^level × 1\.1\d*, worse \(p = ", plot.Stretches[1].Change!);
        Assert.Equal("target.version 1 → 2", plot.Stretches[2].Change);
        Assert.EndsWith("target.version 1 → 2", plot.LastChange!, StringComparison.Ordinal);

        var drawing = Drawings.Of(plot, 560);
        var svg = XDocument.Parse(drawing.Svg);
        Assert.Equal(3, svg.Descendants("path").Count(p => p.Attribute("class")?.Value == "level"));
        Assert.Equal(2, svg.Descendants("path").Count(p => p.Attribute("class")?.Value == "mark-curve"));
        Assert.Contains(svg.Descendants("title"), t => t.Value.Contains("baseline", StringComparison.Ordinal));
        Assert.Equal(40, drawing.Twin.Rows.Count);
        Assert.Equal("r39", drawing.Twin.Rows[0][0]);
        Assert.Contains("baseline", drawing.Twin.Rows[^3][4], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneRun_IsOnePointWithoutALevelChange()
    {
        var plot = HistoryPlot.Of("x", "t", "ms", null, [new HistoryPoint("r", DateTimeOffset.UnixEpoch, 5, 4, 6, "failed", false, false, "e", null)]);
        Assert.Single(plot.Stretches);
        Assert.Null(plot.LastChange);
        Assert.DoesNotContain("NaN", Drawings.Of(plot).Svg, StringComparison.Ordinal);
    }
}
