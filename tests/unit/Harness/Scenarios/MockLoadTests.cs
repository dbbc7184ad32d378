using Pensieve.Harness.Cli;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;
using Pensieve.Tests.Unit.Harness.Support;

namespace Pensieve.Tests.Unit.Harness.Scenarios;

/// <summary>Loads against the mock in this process: counts and outcomes, no figures that a busy machine could move.</summary>
public sealed class MockLoadTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("truth/outcomes")]
    [InlineData("truth/split-frames")]
    public async Task TruthCases_ThatDependOnNoClock_Pass(string id)
    {
        var profile = RunProfile.BuiltIn(ProfileSize.Quick);
        var (events, exit) = await InlineRun.OfAsync(Catalogue.Find(["truth"], [id], profile).Cases, TargetFinder.Itself);
        Assert.True(exit == ExitCode.Passed, string.Join('\n', events.OfType<CheckResult>().Where(c => !c.Passed)));
    }

    [Theory]
    [InlineData(Dialect.OpenAIChat, MockVendor.Plain)]
    [InlineData(Dialect.OpenAIChat, MockVendor.LlamaServer)]
    [InlineData(Dialect.OpenAIChat, MockVendor.Vllm)]
    [InlineData(Dialect.OpenAICompletions, MockVendor.Vllm)]
    [InlineData(Dialect.AnthropicMessages, MockVendor.Plain)]
    [InlineData(Dialect.OpenAIResponses, MockVendor.Plain)]
    public async Task Stream_AndWhole_AreTheSameInEveryShape(Dialect dialect, MockVendor vendor)
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 1, Tpot = 0.1, Tokens = 30, Vendor = vendor, Cached = 1 }, precise: false);
        using var client = new LlmClient(new Target { Url = mock.Url, Kind = "mock", Model = "mock", Dialect = dialect });
        var call = new GenerationCall { Turns = [new ChatTurn("user", "one two three")], KeepText = true, KeepFrames = true };
        var streamed = await client.SendAsync(call, None);
        var whole = await client.SendAsync(call with { Stream = false }, None);
        Assert.True(streamed.IsOk, streamed.Error);
        Assert.True(whole.IsOk, whole.Error);
        Assert.Equal((streamed.Text, 30, 3, (int?)1), (whole.Text, whole.OutputTokens, whole.PromptTokens, whole.CachedTokens));
        Assert.Equal((30, 3, (int?)1, 30, 1, 0), (streamed.OutputTokens, streamed.PromptTokens, streamed.CachedTokens, streamed.FrameMicros.Length, streamed.Terminals, streamed.AfterTerminal));
        Assert.Equal(MockText.Tokens(MockText.Key("one two three"), 0, 30), streamed.Text);
        Assert.True(streamed is { First: > 0, Finish: not null } && streamed.Send <= streamed.First && streamed.First <= streamed.Last && streamed.Last <= streamed.Term);
    }

    [Theory]
    [InlineData("fault=lose")]
    [InlineData("fault=duplicate")]
    [InlineData("fault=crosstalk")]
    public async Task BrokenServer_ChangesTheText(string fault)
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 1, Tpot = 0.1, Tokens = 12 }.With(fault).Script, precise: false);
        using var client = new LlmClient(new Target { Url = mock.Url, Kind = "mock", Model = "mock" });
        var result = await client.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", "whose words")], KeepText = true }, None);
        Assert.True(result.IsOk);
        Assert.NotEqual(MockText.Tokens(MockText.Key("whose words"), 0, 12), result.Text);
    }

    [Fact]
    public async Task AfterEnd_AndMiscount_AreSeen()
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 1, Tpot = 0.1, Tokens = 12 }, precise: false);
        using var client = new LlmClient(new Target { Url = mock.Url, Kind = "mock", Model = "mock" });
        var late = await client.SendAsync(Call("fault=afterend"), None);
        Assert.Equal((1, 1), (late.Terminals, late.AfterTerminal));
        Assert.Equal((6, 12), ((await client.SendAsync(Call("fault=miscount"), None)).OutputTokens, late.OutputTokens));

        static GenerationCall Call(string script) => new() { Turns = [new ChatTurn("user", "x")], Headers = new Dictionary<string, string> { [MockScript.Header] = script } };
    }

    [Fact]
    public async Task Load_OfEveryShape_SendsWhatWasAskedAndBalances()
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 5, Tpot = 0.5, Tokens = 8 }, precise: false);
        var target = new Target { Url = mock.Url, Kind = "mock", Model = "mock" };
        var workload = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"n {i}")] });
        LoadPlan[] plans =
        [
            LoadPlan.Batch(workload, 10, 57), LoadPlan.Open(workload, 100, 0.5, 0.2), LoadPlan.Ramp(workload, 0, 200, 0.5, LoadShape.Constant),
            LoadPlan.Spike(workload, 50, 200, 0.2, 0.2, 0.2), LoadPlan.Closed(workload, 6, 0.4, 0.1), LoadPlan.Ramp(workload, 0, 8, 0.5, LoadShape.Closed),
        ];
        List<LoadResult> loads = [];
        var (events, _) = await InlineRun.OfAsync([new InlineCase(async (context, token) =>
        {
            foreach (var plan in plans) loads.Add(await context.LoadAsync(plan with { Gates = false }, token));
            return CaseOutcome.Passed;
        })], target);
        var samples = events.OfType<RequestSample>().ToArray();
        Assert.Equal(57, loads[0].Requests.Count);
        Assert.Equal(50, loads[2].Requests.Count);
        Assert.Equal(loads.Sum(l => l.Requests.Count), samples.Length);
        Assert.Equal(samples.Length, samples.Select(s => s.Id).Distinct().Count());
        Assert.All(samples, s => Assert.Equal(("ok", 8), (s.Outcome, s.OutputTokens)));
        var ticks = events.OfType<LoadTick>().ToArray();
        Assert.Equal((samples.Length, samples.Length, samples.Length, 0), (ticks.Sum(t => t.Asked), ticks.Sum(t => t.Sent), ticks.Sum(t => t.Completed), ticks[^1].InFlight));
        Assert.Equal(events.OfType<PhaseChanged>().Count(p => p.Begins), events.OfType<PhaseChanged>().Count(p => !p.Begins));
        Assert.Contains(samples, s => s.Phase == "warm-up");
        Assert.All(loads, l => Assert.True(l.Metrics() is { Attempted: > 0, Failed: 0 }));
    }

    [Fact]
    public async Task Load_WhoseClientsLeaveOrAreAnsweredWrongly_CountsEachAlikeInTicksAndRecord()
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 5, Tpot = 200, Tokens = 40 }, precise: false);
        var workload = Workload.Of(i => new GenerationCall
        {
            Turns = [new ChatTurn("user", $"n {i}")],
            LeaveAfterSeconds = i % 3 == 0 ? 0.03 : null,
            OnRead = i % 3 == 1 ? (frames, _) => ValueTask.FromResult(frames < 1) : null,
            TimeoutSeconds = i % 3 == 2 ? 0.05 : 60,
        });
        var (events, _) = await InlineRun.OfAsync([new InlineCase(async (context, token) =>
        {
            await context.LoadAsync(LoadPlan.Batch(workload, 6, 30) with { Gates = false }, token);
            var quick = Workload.Of(_ => new GenerationCall { Turns = [new ChatTurn("user", "x")], Headers = new Dictionary<string, string> { [MockScript.Header] = "tpot=0; tokens=2" } });
            await context.LoadAsync(LoadPlan.Batch(quick, 2, 10) with { Gates = false, OnResult = (i, r) => r.Outcome = i % 2 == 0 ? GenerationResult.Wrong : r.Outcome }, token);
            return CaseOutcome.Passed;
        })], new Target { Url = mock.Url, Kind = "mock", Model = "mock" });
        var samples = events.OfType<RequestSample>().ToArray();
        var ticks = events.OfType<LoadTick>().ToArray();
        int Recorded(string outcome) => samples.Count(s => s.Outcome == outcome);
        Assert.Equal((20, 10, 5, 5), (Recorded(GenerationResult.Cancelled), Recorded(GenerationResult.Timeout), Recorded(GenerationResult.Wrong), Recorded(GenerationResult.Ok)));
        Assert.Equal((20, 10, 5, 5), (ticks.Sum(t => t.Cancelled), Failed(GenerationResult.Timeout), Failed(GenerationResult.Wrong), ticks.Sum(t => t.Completed)));
        Assert.All(samples.Where(s => s.Outcome == GenerationResult.Cancelled), s => Assert.Null(s.Error));
        Assert.Equal(0, ticks[^1].InFlight);

        int Failed(string kind) => ticks.Sum(t => t.Failed.GetValueOrDefault(kind));
    }

    [Fact]
    public async Task Load_Stopped_EndsSoonAndKeepsWhatCame()
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 5, Tpot = 1, Tokens = 20 }, precise: false);
        using var stop = new CancellationTokenSource();
        LoadResult? load = null;
        var (events, exit) = await InlineRun.OfAsync([new InlineCase(async (context, token) =>
        {
            var workload = Workload.Of(_ => new GenerationCall { Turns = [new ChatTurn("user", "x")] });
            load = await context.LoadAsync(LoadPlan.Closed(workload, 4, 3600) with { OnResult = (i, _) => { if (i == 20) stop.Cancel(); } }, token);
            return CaseOutcome.Passed;
        })], new Target { Url = mock.Url, Kind = "mock", Model = "mock" }, cancellationToken: stop.Token);
        Assert.Equal(ExitCode.Inconclusive, exit);
        Assert.True(load is { IsPartial: true, Requests.Count: > 20 and < 200 });
        Assert.DoesNotContain(events.OfType<RequestSample>(), s => s.Outcome != "ok");
        Assert.Empty(events.OfType<GateResult>());
    }

    [Fact]
    public async Task Gates_MissedRate_MakeTheLoadInvalid()
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 1, Tpot = 0.1, Tokens = 2 }, precise: false);
        var (events, exit) = await InlineRun.OfAsync([new InlineCase(async (context, token) =>
        {
            // A generator that takes 50 ms to make a call cannot send 100 a second.
            var slow = Workload.Of(_ => { Thread.Sleep(50); return new GenerationCall { Turns = [new ChatTurn("user", "x")] }; });
            await context.LoadAsync(LoadPlan.Open(slow, 100, 0.4, poisson: false), token);
            return CaseOutcome.Passed;
        })], new Target { Url = mock.Url, Kind = "mock", Model = "mock" });
        Assert.Equal(ExitCode.Invalid, exit);
        Assert.Contains(events.OfType<GateResult>(), g => g is { Name: "schedule lag p99", Passed: false });
        Assert.Contains(events.OfType<GateResult>(), g => g is { Name: "achieved rate", Passed: false });
    }

    [Fact]
    public async Task Finder_Mock_IsRecognisedWithItsDialectsAndTokenizer()
    {
        await using var mock = MockServer.Start();
        var (target, failure) = await TargetFinder.FindAsync(mock.Url, null, null, null, null, None);
        Assert.Null(failure);
        Assert.Equal(("openai", "mock", 4), (target!.Kind, target.Model, target.Dialects.Count));
        using var client = new LlmClient(target);
        var counter = TokenCounters.For(client);
        Assert.Equal((3, true), (await counter.CountAsync("three little words", None), counter.IsExact));
        Assert.NotNull((await TargetFinder.FindAsync(new Uri("http://127.0.0.1:1/"), null, null, null, null, None)).Failure);
    }
}
