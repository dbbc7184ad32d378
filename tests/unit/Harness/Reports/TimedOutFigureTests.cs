using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Comparison;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Harness.Reports;

public sealed class TimedOutFigureTests
{
    [Fact]
    public void Record_InfinitePercentileAndLimit_AreKeptAndShownAsTimedOut()
    {
        var figure = Assert.IsType<Measurement>(RunEventJson.Parse(RunEventJson.Line(new Measurement("ttft", "p95", double.PositiveInfinity, "ms", 200, null, double.PositiveInfinity, "lower"))));
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (figure.Value, figure.Upper));
        Assert.Equal("∞ (timed out)", Figure.Text(figure.Value, figure.Unit));
        var limit = Thresholds.Evaluate(Thresholds.Parse("ttft.p95 < 500 ms").Limit!, figure);
        Assert.Equal(limit, RunEventJson.Parse(RunEventJson.Line(limit)));
    }

    [Fact]
    public void Summary_WithTimedOutFigure_IsWrittenDrawnAndComparedWithoutARatio()
    {
        var run = Run(null);
        var lost = Run(double.PositiveInfinity);
        var there = lost.Cases.SelectMany(c => c.Measurements).Where(m => m.Value is double.PositiveInfinity).ToList();
        Assert.NotEmpty(there);
        using var stream = new MemoryStream();
        SummaryJson.Write(lost, stream);
        Assert.Equal(there.Count, SummaryJson.Parse(System.Text.Encoding.UTF8.GetString(stream.ToArray()))!.Cases.SelectMany(c => c.Measurements).Count(m => m.Value is double.PositiveInfinity));
        var points = lost.Cases.SelectMany(CasePlots.Curves).SelectMany(c => c.Lines).SelectMany(l => l.Points);
        Assert.DoesNotContain(points, p => double.IsInfinity(p.Y));
        var figures = RunComparison.Of([new RunGroup("A", [run]), new RunGroup("B", [lost])]).Figures.Where(f => f.Values[1].Value is double.PositiveInfinity).ToList();
        Assert.NotEmpty(figures);
        Assert.All(figures, f => Assert.Null(f.Changes[0].Ratio));
        Assert.All(figures, f => Assert.Contains("timed out", f.Changes[0].Reason, StringComparison.Ordinal));
    }

    private static RunSummary Run(double? ttft)
    {
        var builder = new RunSummaryBuilder();
        foreach (var line in SyntheticRecord.Of("run-1", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)))
            builder.Add(line is Measurement { Metric: "ttft", Value: not null } m && ttft is not null ? m with { Value = ttft, Upper = ttft } : line);
        return builder.Build(over: true)!;
    }
}
