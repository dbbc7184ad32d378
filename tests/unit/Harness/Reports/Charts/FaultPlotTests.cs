using System.Xml.Linq;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Harness.Reports.Charts;

public sealed class FaultPlotTests
{
    private const string Case = "resilience/worker-kill";

    [Fact]
    public void Episodes_StepsWrittenLate_StandWhereTheyHappened()
    {
        // Recovery is only known when the load has ended: its line comes 20 s after the fault.
        var c = Fold(Fault(FaultStage.Injected, 10, null), Fault(FaultStage.Detected, 10.2, 0.2), Fault(FaultStage.FirstSuccess, 30, 1.5), Fault(FaultStage.Recovered, 30, 3));
        var episode = Assert.Single(FaultEpisode.Of(c));
        Assert.Equal((0.2, 1.5, 3.0), (Math.Round(episode.Detected!.Value, 6), episode.FirstSuccess, episode.Recovered));
        Assert.Equal([10, 10.2, 11.5, 13], episode.Steps.Select(s => Math.Round(s.At, 6)));
        var run = Run(c);
        var band = Assert.Single(TimeBands.Of(run, 0, 60, null), b => b.Kind == "fault");
        Assert.Equal((10, 13), (band.From, band.To));
        Assert.Contains(TimeBands.Marks(run, 0, 60, null), m => m.Label == "worker-kill recovered" && Math.Abs(m.At - 13) < 1e-6);
    }

    [Fact]
    public void Recovery_FiveRepeats_AreDotsAndABoxAndOneThatDidNotRecoverIsCounted()
    {
        List<RunEvent> events = [];
        for (var i = 0; i < 6; i++)
        {
            events.AddRange([Fault(FaultStage.Injected, 10 * i, null), Fault(FaultStage.Detected, 10 * i + 1, 0.1 + i * 0.01), Fault(FaultStage.FirstSuccess, 10 * i + 5, 0)]);
            if (i < 5) events.Add(Fault(FaultStage.Recovered, 10 * i + 6, 2 + i));
        }

        var drawing = Drawings.Of(RecoveryPlot.Of([Fold([.. events])])!);
        var svg = XDocument.Parse(drawing.Svg);
        Assert.Contains("5 of 6 recovered", svg.Root!.Value, StringComparison.Ordinal);
        Assert.Equal(6, Titles("detected").Count());
        Assert.Equal(5, Titles("recovered").Count());
        Assert.Equal(3, svg.Descendants("rect").Count(r => r.Attribute("class")!.Value.StartsWith("fill", StringComparison.Ordinal)));
        Assert.Equal(["worker-kill", "6", "0.15 s", "0 s", "not seen"], drawing.Twin.Rows[5]);
        IEnumerable<XElement> Titles(string word) => svg.Descendants("title").Where(t => t.Value.Contains($": {word} after", StringComparison.Ordinal));
    }

    [Fact]
    public void Recovery_FaultThatNobodyTimed_IsNotDrawn() =>
        Assert.Null(RecoveryPlot.Of([Fold(Fault(FaultStage.Injected, 1, null), Fault(FaultStage.Lifted, 2, null))]));

    [Fact]
    public void Survivors_PercentilesNeedTheirRequests()
    {
        // 240 requests of 1 to 120 ms in two halves, the second ten times slower.
        List<RunEvent> events = [Fault(FaultStage.Injected, 60, null)];
        for (var i = 0; i < 240; i++) events.Add(Request(i, i * 0.5, (1 + i % 120) * (i < 120 ? 1 : 10)));
        events.Add(Request(300, 30, 99_999) with { Outcome = "reset" });
        var plot = SurvivorPlot.Of(Fold([.. events]))!;
        Assert.Equal(20, plot.Counts.Count);
        Assert.All(plot.Counts, n => Assert.Equal(12, n));
        Assert.Equal(["p50", "p75", "p90", "slowest"], plot.Levels.Select(SurvivorPlot.Word));
        Assert.Equal((6, 12), (Math.Round(plot.Cells[0][0]!.Value), Math.Round(plot.Cells[0][^1]!.Value)));
        Assert.Equal(1200, Math.Round(plot.Cells[^1][^1]!.Value));
        Assert.Equal(60, plot.Bands.Single().From);
        Assert.DoesNotContain("NaN", Drawings.Of(plot).Svg, StringComparison.Ordinal);
        Assert.Null(SurvivorPlot.Of(Fold([.. events.Skip(1)])));
    }

    [Fact]
    public void Pairs_OfACase_AreDrawnWithTheirRatios()
    {
        var c = Fold([.. Enumerable.Range(1, 10).Select(i => new PairMeasured("A/B", "ttft", "ms", i, 60 + i, (60 + i) * (i == 3 ? 0.9 : 1.05), "lower"))]);
        Assert.Equal(10, c.Pairs.Count);
        var drawing = Drawings.Of(Assert.Single(SlopePlot.Of(c)));
        Assert.Equal(["TTFT", "pair 3", "63 ms", "56.7 ms", "× 0.9"], drawing.Twin.Rows[2]);
        var lines = XDocument.Parse(drawing.Svg).Descendants("path").Where(p => p.Attribute("class")!.Value.StartsWith("line", StringComparison.Ordinal)).ToList();
        Assert.Equal(9, lines.Count(l => l.Attribute("class")!.Value.Contains("d2", StringComparison.Ordinal)));
        Assert.Contains(drawing, Drawings.Of(c), EqualityComparer<Drawing>.Create((a, b) => a!.Svg == b!.Svg, d => d.Id.GetHashCode(StringComparison.Ordinal)));
    }

    private static FaultChanged Fault(FaultStage stage, double t, double? after) => new("worker-kill", stage, null, after) { T = t };

    private static RequestSample Request(int i, double at, double ms) =>
        new($"r{i}", null, null, "steady", at, at, at + ms / 2000, at + ms / 1000, at + ms / 1000, "ok", 200, "stop", 8, 0, 8, 1, 8, 1, null) { T = at };

    private static CaseSummary Fold(params RunEvent[] events)
    {
        var fold = new CaseFold(new CasePlan(Case, "resilience", "Worker killed", "", 60));
        fold.Add(new CaseStarted());
        foreach (var line in events) fold.Add(line);
        fold.Add(new CaseEnded(CaseStatus.Passed, null, 60) { T = 60 });
        return fold.Build(over: true);
    }

    private static RunSummary Run(CaseSummary c)
    {
        var builder = new RunSummaryBuilder();
        builder.Add(SyntheticRecord.Of("run-1", DateTimeOffset.UnixEpoch, ["resilience"])[0]);
        return builder.Build(over: true)! with { Cases = [c], Seconds = 60 };
    }
}
