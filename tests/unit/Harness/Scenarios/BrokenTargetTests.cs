using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Scenarios;

/// <summary>Cases against a server that is wrong in one way: a check that cannot fail is worth nothing. And against one that is right.</summary>
public sealed class BrokenTargetTests
{
    private static readonly Dictionary<string, double> s_small = new()
    {
        ["integration/fuzzing:bodies"] = 60, ["integration/quick-answers:calls"] = 140, ["integration/connections:requests"] = 8,
        ["stress/simultaneous:requests"] = 24, ["stress/mixed-operations:rounds"] = 2, ["stress/thousand-messages:messages"] = 60, ["stress/scalability:seconds"] = 0.5,
        ["stress/connections:connections"] = 40, ["stress/canaries:requests"] = 32, ["stress/disconnect-storm:requests"] = 40, ["stress/slow-readers:seconds"] = 0.5,
        ["stress/mixed-load:seconds"] = 1.5, ["bench/prompt-processing:repeats"] = 2, ["bench/generation:repeats"] = 2, ["bench/prefix-cache:repeats"] = 3,
        ["resilience/tcp-reset:requests"] = 8, ["resilience/tcp-slices:requests"] = 8, ["resilience/tcp-half-close:requests"] = 8, ["resilience/tcp-latency:requests"] = 8,
    };

    [Theory]
    [InlineData("integration/chat", "fault=truncate")]
    [InlineData("integration/chat", "fault=garbage")]
    [InlineData("integration/chat", "fault=afterend")]
    [InlineData("integration/chat", "fault=lose")]
    [InlineData("integration/completions", "fault=duplicate")]
    [InlineData("integration/messages", "fault=streamerror")]
    [InlineData("integration/messages", "fault=miscount; rate=0.5")]
    [InlineData("integration/responses", "fault=lose")]
    [InlineData("integration/stream-to-file", "fault=lose")]
    [InlineData("integration/unicode", "fault=duplicate")]
    [InlineData("integration/token-counts", "status=500")]
    [InlineData("integration/fuzzing", "status=500")]
    [InlineData("integration/extreme-values", "status=500")]
    [InlineData("integration/models-and-errors", "status=500")]
    [InlineData("integration/tools", "fault=truncate")]
    [InlineData("integration/tool-loop", "fault=afterend")]
    [InlineData("integration/tool-loop", "fault=streamerror")]
    [InlineData("stress/simultaneous", "fault=lose; rate=0.4")]
    [InlineData("stress/simultaneous", "fault=duplicate; rate=0.4")]
    [InlineData("stress/simultaneous", "fault=crosstalk; rate=0.4")]
    [InlineData("stress/simultaneous", "fault=truncate; rate=0.4")]
    [InlineData("stress/simultaneous", "fault=reset; rate=0.4")]
    [InlineData("stress/simultaneous", "fault=streamerror; rate=0.4")]
    [InlineData("stress/simultaneous", "fault=afterend; rate=0.4")]
    [InlineData("stress/mixed-operations", "fault=crosstalk; rate=0.4")]
    [InlineData("stress/thousand-messages", "fault=truncate; rate=0.1")]
    [InlineData("stress/scalability", "fault=lose; rate=0.3")]
    [InlineData("stress/connections", "fault=duplicate; rate=0.4")]
    [InlineData("stress/canaries", "fault=reset; rate=0.2")]
    [InlineData("stress/disconnect-storm", "fault=crosstalk; rate=0.4")]
    [InlineData("stress/slow-readers", "fault=lose; rate=0.4")]
    [InlineData("stress/mixed-load", "fault=truncate; rate=0.3")]
    [InlineData("bench/prompt-processing", "status=500")]
    [InlineData("bench/generation", "status=500")]
    [InlineData("bench/prefix-cache", "cached=0")]
    [InlineData("bench/cache-honesty", "status=500")]
    [InlineData("bench/batch-scaling", "status=500")]
    [InlineData("resilience/tcp-slices", "fault=lose; rate=0.4")]
    [InlineData("resilience/tcp-latency", "fault=truncate; rate=0.4")]
    public async Task Case_AgainstAServerThatIsWrong_Fails(string id, string script)
    {
        var (status, events) = await RunAsync(id, script);
        Assert.True(status == CaseStatus.Failed, $"{status}: {events.OfType<CaseEnded>().Single().Reason}");
        Assert.True(events.OfType<CheckResult>().Any(c => !c.Passed) || events.OfType<CaseEnded>().Single().Reason is not null);
    }

    [Theory]
    [InlineData("integration/chat")]
    [InlineData("integration/completions")]
    [InlineData("integration/messages")]
    [InlineData("integration/responses")]
    [InlineData("integration/stream-to-file")]
    [InlineData("integration/unicode")]
    [InlineData("stress/simultaneous")]
    [InlineData("stress/mixed-operations")]
    [InlineData("stress/thousand-messages")]
    [InlineData("integration/stop-strings")]
    [InlineData("integration/extreme-values")]
    [InlineData("integration/fuzzing")]
    [InlineData("integration/models-and-errors")]
    [InlineData("integration/token-counts")]
    [InlineData("integration/tool-loop")]
    [InlineData("stress/disconnect-storm")]
    [InlineData("bench/prompt-processing")]
    [InlineData("resilience/tcp-slices")]
    [InlineData("resilience/tcp-latency")]
    [InlineData("resilience/tcp-reset")]
    [InlineData("resilience/tcp-half-close")]
    public async Task Case_AgainstAServerThatIsRight_Passes(string id)
    {
        var (status, events) = await RunAsync(id, "tokens=0");
        Assert.True(status == CaseStatus.Passed, string.Join('\n', events.OfType<CheckResult>().Where(c => !c.Passed).Take(5).Select(c => $"{c.Name}: expected {c.Expected}, found {c.Actual}").Append(events.OfType<CaseEnded>().Single().Reason)));
    }

    [Theory]
    [InlineData("stress/canaries")]
    [InlineData("integration/structured-output")]
    public async Task Case_WhoseAnswersShowNothing_IsUndecidedNotPassed(string id) => Assert.Equal(CaseStatus.Inconclusive, (await RunAsync(id, "")).Status);

    [Theory]
    [InlineData("resilience/worker-kill")]
    [InlineData("resilience/worker-hang")]
    [InlineData("resilience/sigterm")]
    [InlineData("resilience/app-kill")]
    [InlineData("resilience/disk-full")]
    [InlineData("resilience/model-swap")]
    [InlineData("resilience/config-change")]
    [InlineData("resilience/queue-overload")]
    [InlineData("stress/base-memory")]
    [InlineData("bench/cold-start")]
    [InlineData("bench/api-overhead")]
    [InlineData("integration/edge")]
    [InlineData("integration/keys")]
    public async Task Case_ThatTheTargetCannotUndergo_IsSkippedWithItsReason(string id)
    {
        var (status, events) = await RunAsync(id, "");
        Assert.Equal(CaseStatus.Skipped, status);
        Assert.NotEmpty(events.OfType<CaseEnded>().Single().Reason!);
    }

    [Fact]
    public async Task Case_OfADialectThatTheTargetLacks_IsSkipped()
    {
        Assert.Equal(CaseStatus.Skipped, (await RunAsync("integration/responses", "", Dialect.AnthropicMessages)).Status);
        Assert.Equal(CaseStatus.Skipped, (await RunAsync("integration/structured-output", "", Dialect.AnthropicMessages)).Status);
        Assert.Equal(CaseStatus.Passed, (await RunAsync("stress/simultaneous", "", Dialect.AnthropicMessages)).Status);
    }

    [Fact]
    public void Catalogue_EveryCase_HasAnIdOfItsOwnAndSaysWhatItProves()
    {
        var plans = Catalogue.All.Select(c => c.Plan(RunProfile.BuiltIn(ProfileSize.Quick))).ToArray();
        Assert.Equal(plans.Length, plans.Select(p => p.Id).Distinct().Count());
        Assert.All(plans, p => Assert.True(p.Id.StartsWith(p.Suite + "/", StringComparison.Ordinal) && p.Proves.Length > 20 && p.ExpectedSeconds > 0 && Catalogue.Suites.Contains(p.Suite)));
        Assert.True(plans.Sum(p => p.ExpectedSeconds) < 600, "The quick profile promises less than ten minutes.");
    }

    private static async Task<(CaseStatus Status, IReadOnlyList<RunEvent> Events)> RunAsync(string id, string script, params Dialect[] dialects)
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 2, Tpot = 0.3 }.With(script).Script, precise: false);
        var profile = RunProfile.BuiltIn(ProfileSize.Quick) with { Settings = s_small };
        List<RunEvent> events = [];
        using (var recorder = new RunRecorder(new RunClock()))
        {
            recorder.Subscribe(events.Add);
            var own = dialects.Length == 0 ? Enum.GetValues<Dialect>() : dialects;
            var target = new Target { Url = mock.Url, Kind = "mock", Model = "mock", Dialect = own[0], Dialects = own.ToHashSet() };
            var cases = Catalogue.Find([id[..id.IndexOf('/', StringComparison.Ordinal)]], [id], profile).Cases;
            await new Runner(new RunSetup { Target = target, Suites = ["t"], Cases = cases, Profile = profile }, recorder).RunAsync(TestContext.Current.CancellationToken);
        }

        return (events.OfType<CaseEnded>().Single().Status, events);
    }
}
