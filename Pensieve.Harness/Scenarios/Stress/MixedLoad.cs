using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Short requests, long prompts and tools together, with a small probe beside them.</summary>
internal sealed class MixedLoad() : ScenarioCase(
    "stress/mixed-load", "Mixed load with a probe", "long prompts do not starve short requests: a probe beside them stays near its idle latency", (12, 75, 300), disturbs: true)
{
    private const double MostSlowdown = 3;
    private const double FloorMs = 100;
    private const double LeastFairness = 0.9;

    // The kinds of work are drawn by lot: with fewer, the lot alone makes shares differ.
    private const int FewestPerUser = 12;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var state = await ServerState.OfAsync(context, cancellationToken);
        var users = Math.Max(2, (state?.Slots ?? Capacity.UnknownSlots) - 1);
        var seconds = context.Value("seconds", 10, 60, 240);
        var probe = new GenerationCall { Turns = [new ChatTurn("user", "Hello")], MaxTokens = 4, Kind = "probe" };
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        List<double> idle = [];
        for (var i = 0; i < 12; i++)
        {
            if ((await context.SendAsync(probe, cancellationToken)).TtftMs is { } ms) idle.Add(ms);
        }

        var tools = context.Target.Dialect is Dialect.OpenAIChat
            ? """{"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]}"""
            : null;
        var mix = Workload.Mix(
            context.Seed,
            ("short", 80, Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"Repeat: {i}")], MaxTokens = 12 })),
            ("long-prompt", 15, Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", Words.Text(new Random(i), 150, $"{i}"))], MaxTokens = 8 })),
            ("tool", 5, Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", "What is the weather in Paris?")], MaxTokens = 32, Extra = tools })));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probing = ProbeAsync();
        var load = await context.LoadAsync(LoadPlan.Closed(mix, users, seconds, 1) with { Gates = false }, cancellationToken);
        await over.CancelAsync();
        var probes = await probing;

        var metrics = load.Measure();
        var (calm, busy) = (new SampleSet(idle), new SampleSet(probes.Select(p => p.TtftMs).OfType<double>()));
        context.Measure("probe_idle", "p50", calm.Percentile(0.5), "ms", calm.Count, "lower");
        context.Measure("probe_loaded", "p50", busy.Percentile(0.5), "ms", busy.Count, "lower");
        context.Measure("probe_loaded", "max", busy.Max, "ms", busy.Count, "lower");
        context.Measure("latency_fairness_short", "value", Jain.Index([.. load.Requests.Where(r => r is { IsOk: true, Kind: "short" }).Select(r => r.E2EMs)]), "ratio", metrics.Succeeded, "higher");
        Shares(context, load, users);
        context.Check("no request failed", metrics.Failed == 0 && probes.All(p => p.IsOk), 0, metrics.Failed + probes.Count(p => !p.IsOk));
        timed.AtMost("probe's median beside the load", busy.Percentile(0.5), Math.Max(FloorMs, MostSlowdown * (calm.Percentile(0.5) ?? 0)), "ms");
        IdLedger.Of([.. load.Requests, .. probes]).Check(context);
        return CaseOutcome.Passed;

        async Task<List<GenerationResult>> ProbeAsync()
        {
            List<GenerationResult> sent = [];
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(context.Value("probe-every", 0.5, 1, 1)));
            try
            {
                while (await timer.WaitForNextTickAsync(over.Token)) sent.Add(await context.SendAsync(probe, cancellationToken));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The load is over.
            }

            return sent;
        }
    }

    // Each user asks again as soon as it is answered, so requests served are what the server gave to each.
    private static void Shares(CaseContext context, LoadResult load, int users)
    {
        double[] served = [.. Enumerable.Range(0, users).Select(u => (double)load.Requests.Count(r => r.IsOk && r.User == u && r.Sched >= load.Window.From))];
        var fairness = Jain.Index(served);
        context.Measure("fairness_users", "value", fairness, "ratio", (int)served.Sum(), "higher");
        if (served.Average() < FewestPerUser) context.Note($"{served.Average():0.#} requests for each user are too few to judge fairness: {FewestPerUser} are needed.");
        else context.Check("Jain's index of the users' shares", fairness >= LeastFairness, $"at least {LeastFairness}", $"{fairness:0.000}: {string.Join(", ", served)}");
    }
}
