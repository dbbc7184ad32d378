using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Harness.Reports.Charts;

public sealed class TimeBoardTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    public void Rates_ClientsThatLeft_AreALineOfTheirOwnAndNoFailures(int left, bool shown)
    {
        var builder = new RunSummaryBuilder();
        builder.Add(SyntheticRecord.Of("run-1", DateTimeOffset.UnixEpoch, ["stress"])[0]);
        builder.Add(new LoadTick(0.25, 4, 4, 1, 0, new Dictionary<string, int>(), 0, 10, null, null, 0, left) { Seq = 1, T = 0.25, Case = "stress/spike" });
        var plots = TimeBoards.Of(builder.Build(over: true)!).Plots;
        Assert.DoesNotContain(plots, p => p.Id == "errors");
        var line = plots.Single(p => p.Id == "rates").Series.SingleOrDefault(s => s.Label == "left by their client");
        Assert.Equal(shown ? left / 0.25 : null, line?.Values.Single());
    }
}
