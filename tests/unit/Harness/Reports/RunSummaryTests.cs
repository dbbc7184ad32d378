using Pensieve.Harness.Reports;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Harness.Reports;

public sealed class RunSummaryTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Read_WholeRecord_HasEveryCaseAndFigure()
    {
        var events = SyntheticRecord.Of("run-1", s_at);
        var run = await Read(SyntheticRecord.Text(events));

        Assert.Equal(RunState.Failed, run!.State);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(SyntheticRecord.Cases.Select(c => c.Id), run.Cases.Select(c => c.Plan.Id));
        Assert.Equal(events.OfType<Measurement>().Count(), run.Cases.Sum(c => c.Measurements.Count));
        Assert.Equal(events.OfType<RequestSample>().Count(), run.Cases.Sum(c => c.Requests.Total));
        Assert.Equal(0, run.UnreadableLines + run.MissingLines);
        Assert.Equal("3 passed, 1 failed, 1 skipped, 1 inconclusive", run.Tally);
        var slowest = run.Cases.Single(c => c.Plan.Id == "stress/spike").Slowest;
        Assert.Equal(CaseFold.SlowLimit, slowest.Count);
        Assert.Equal(slowest.OrderByDescending(r => r.E2eMs()).Select(r => r.Id), slowest.Select(r => r.Id));
        Assert.Equal(events.OfType<RequestSample>().Where(r => r.Case == "stress/spike" && r.Outcome == "ok").Max(r => r.E2eMs()), slowest[0].E2eMs());
    }

    [Fact]
    public async Task Read_RecordCutAnywhere_IsInterruptedAndKeepsWhatCame()
    {
        var text = SyntheticRecord.Text(SyntheticRecord.Of("run-1", s_at, ["integration", "resilience"]));
        var random = new Random(11);
        var first = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        var last = text.LastIndexOf("{\"type\":\"run_ended\"", StringComparison.Ordinal);
        foreach (var cut in Enumerable.Range(0, 60).Select(_ => random.Next(first, last)).Append(first).Append(last))
        {
            var run = await Read(text[..cut]);
            var whole = text[..cut].Count(c => c == '\n');
            Assert.Equal(RunState.Interrupted, run!.State);
            Assert.True(run.Partial);
            Assert.Null(run.ExitCode);
            Assert.InRange(run.LastSeq, whole - 1, whole);
            Assert.InRange(run.UnreadableLines, 0, 1);
            Assert.DoesNotContain(run.Cases, c => c.State == RunState.Running);
            Assert.DoesNotContain("pending", run.Verdict, StringComparison.Ordinal);
            Assert.Equal(run.Count(RunState.Pending) > 0, run.Verdict.Contains($"{run.Count(RunState.Pending)} not run", StringComparison.Ordinal));
        }

        Assert.Null(await Read(text[..(first / 2)]));
        Assert.Null(await Read("no record at all\n"));
    }

    [Fact]
    public async Task Read_LinesMissingOrTwice_AreCountedOnce()
    {
        var lines = SyntheticRecord.Text(SyntheticRecord.Of("run-1", s_at, ["integration"])).Split('\n');
        var run = await Read(string.Join('\n', lines.Where((_, i) => i != 4).Prepend(lines[0])));
        Assert.Equal(1, run!.MissingLines);
        Assert.Equal(RunState.Failed, run.State);
    }

    [Fact]
    public void Add_LongRun_StaysBoundedAndKeepsSums()
    {
        var builder = new RunSummaryBuilder();
        builder.Add(SyntheticRecord.Of("run-1", s_at, ["stress"])[0]);
        const int count = 50_000;
        for (var i = 1; i <= count; i++)
        {
            builder.Add(new LoadTick(0.25, 2, 2, 1, 0, new Dictionary<string, int> { ["timeout"] = 1 }, 1, 10, new Spread(1, i % 100, i % 100, i % 100, i % 100), null, i == 777 ? 99 : 1, Cancelled: 1) { Seq = i, T = i * 0.25, Case = "stress/spike" });
        }

        var line = builder.Build(over: false)!.Timeline;
        Assert.InRange(line.Ticks.Count, RunSummaryBuilder.PointLimit / 2, RunSummaryBuilder.PointLimit);
        Assert.Equal(2 * count, line.Ticks.Sum(t => t.Asked));
        Assert.Equal(count, line.Ticks.Sum(t => t.Failed["timeout"]));
        Assert.Equal(count, line.Ticks.Sum(t => t.Cancelled));
        Assert.Equal(99, line.Ticks.Max(t => t.LagMs));
        Assert.Equal(99, line.Ticks.Max(t => t.Ttft!.P99));
        Assert.True(line.Generation > 0);
    }

    [Fact]
    public void Add_ManyRequests_SamplesAreThinnedEvenly()
    {
        var builder = new RunSummaryBuilder();
        var request = SyntheticRecord.Of("run-1", s_at, ["stress"]).OfType<RequestSample>().First();
        builder.Add(SyntheticRecord.Of("run-1", s_at, ["stress"])[0]);
        for (var i = 1; i <= 30_000; i++) builder.Add(request with { Seq = i, Id = $"r{i - 1}" });
        var folded = builder.Build(over: true)!.Cases[0];
        Assert.Equal(30_000, folded.Requests.Total);
        Assert.InRange(folded.Samples.Count, CaseFold.SampleLimit / 2, CaseFold.SampleLimit);
        Assert.Equal(folded.Samples.Select((_, i) => $"r{i * folded.SampleStride}"), folded.Samples.Select(s => s.Id));
    }

    private static Task<RunSummary?> Read(string text) => RunRecordReader.ReadAsync(new StringReader(text));
}
