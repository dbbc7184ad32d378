using Pensieve.Harness.Load;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Runs;

public sealed class RunnerTests
{
    [Fact]
    public async Task Run_EveryKindOfEnding_IsRecordedAndCounted()
    {
        var (exit, events) = await RunAsync(
            new FakeCase("a", _ => CaseOutcome.Passed),
            new FakeCase("b", _ => CaseOutcome.Skip("no such thing")),
            new FakeCase("c", c => c.Check("it holds", false, 1, 2) ? CaseOutcome.Passed : CaseOutcome.Passed),
            new FakeCase("d", _ => throw new InvalidOperationException("bug")),
            new FakeCase("e", c =>
            {
                c.Emit(new GateResult("schedule lag p99", false, 9, 2, "ms"));
                return CaseOutcome.Passed;
            }));
        Assert.Equal(ExitCode.Error, exit);
        Assert.Equal(
            [CaseStatus.Passed, CaseStatus.Skipped, CaseStatus.Failed, CaseStatus.Error, CaseStatus.Invalid],
            events.OfType<CaseEnded>().Select(e => e.Status));
        Assert.All(events.OfType<CaseEnded>(), e => Assert.Equal(e.Status == CaseStatus.Passed, e.Reason is null));
        var end = Assert.IsType<RunEnded>(events[^1]);
        Assert.Equal((1, 1, 1, 2, false), (end.Passed, end.Failed, end.Skipped, end.Other, end.Partial));
        Assert.Equal(Enumerable.Range(0, events.Count).Select(i => (long)i), events.Select(e => e.Seq));
    }

    [Theory]
    [InlineData(false, CaseStatus.Failed, ExitCode.Failed)]
    [InlineData(true, CaseStatus.Invalid, ExitCode.Invalid)]
    public async Task Run_BrokenThreshold_CountsOnlyIfTheRunIsValid(bool gateBroken, CaseStatus expected, int exit)
    {
        var profile = RunProfile.BuiltIn(ProfileSize.Quick) with { Thresholds = new Dictionary<string, IReadOnlyList<string>> { ["t/*"] = ["ttft.p50 < 5 ms"] } };
        var (code, events) = await RunAsync(profile, CancellationToken.None, new FakeCase("slow", c =>
        {
            c.Measure("ttft", "p50", 9, "ms", 20);
            c.Emit(new GateResult("achieved rate", !gateBroken, 1, 1, "ratio"));
            return CaseOutcome.Passed;
        }));
        Assert.Equal((exit, expected), (code, Assert.Single(events.OfType<CaseEnded>()).Status));
        Assert.Single(events.OfType<ThresholdResult>());
    }

    [Fact]
    public async Task Run_Stopped_KeepsWhatThereIsAndSaysPartial()
    {
        using var stop = new CancellationTokenSource();
        var (exit, events) = await RunAsync(
            RunProfile.BuiltIn(ProfileSize.Quick), stop.Token,
            new FakeCase("cut", c =>
            {
                c.Measure("x", "value", 1, "count");
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
                return CaseOutcome.Passed;
            }),
            new FakeCase("never", _ => CaseOutcome.Passed));
        Assert.Equal(ExitCode.Inconclusive, exit);
        Assert.True(Assert.Single(events.OfType<CaseEnded>()) is { Partial: true, Status: CaseStatus.Inconclusive });
        Assert.True(Assert.IsType<RunEnded>(events[^1]).Partial);
        Assert.Single(events.OfType<Measurement>());
    }

    [Fact]
    public void Recorder_ManyThreadsAndAFullDisk_LosesNoEvent()
    {
        var text = new StringWriter();
        List<long> seen = [];
        using var recorder = new RunRecorder(new RunClock(), new FullDisk(), text);
        recorder.Subscribe(e => seen.Add(e.Seq));
        Parallel.For(0, 5000, i => recorder.Emit(new RunNote("info", $"{i}")));
        recorder.Complete();
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (long)i), seen);
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5000, lines.Select(l => ((RunNote)RunEventJson.Parse(l)!).Text).Distinct().Count());
        Assert.Contains("full", recorder.SinkFailure, StringComparison.Ordinal);
    }

    private static Task<(int Exit, List<RunEvent> Events)> RunAsync(params ICase[] cases) => RunAsync(RunProfile.BuiltIn(ProfileSize.Quick), CancellationToken.None, cases);

    private static async Task<(int Exit, List<RunEvent> Events)> RunAsync(RunProfile profile, CancellationToken cancellationToken, params ICase[] cases)
    {
        List<RunEvent> events = [];
        using var recorder = new RunRecorder(new RunClock());
        recorder.Subscribe(events.Add);
        var target = new Target { Url = new Uri("http://127.0.0.1:1/"), Kind = "openai", Model = "m" };
        var exit = await new Runner(new RunSetup { Target = target, Suites = ["t"], Cases = cases, Profile = profile }, recorder).RunAsync(cancellationToken);
        recorder.Complete();
        return (exit, events);
    }

    private sealed class FakeCase(string id, Func<CaseContext, CaseOutcome> run) : ICase
    {
        public CasePlan Plan(RunProfile profile) => new("t/" + id, "t", id, "something", 1);

        public Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken) => Task.FromResult(run(context));
    }

    private sealed class FullDisk : StringWriter
    {
        public override void Write(string? value) => throw new IOException("The disk is full.");
    }
}
