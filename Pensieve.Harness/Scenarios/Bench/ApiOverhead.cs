using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>What HTTP, JSON and the way to the worker add to the engine's own times, by both sides' stamps of the same requests.</summary>
internal sealed class ApiOverhead() : ScenarioCase(
    "bench/api-overhead", "API overhead", "between the engine and the client lie at most 3 ms before the first token and 2 % per token", (3, 20, 60))
{
    private const double TtftLimitMs = 3;
    private const double TpotLimit = 1.02;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (context.Server is null) return CaseOutcome.Skip("The target does not show the engine's own times.");
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        List<GenerationResult> results = [];
        for (var i = 0; i < context.Count("requests", 40, 130, 400); i++)
        {
            results.Add(await context.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", $"Repeat: {i}")], MaxTokens = 64, Extra = """{"ignore_eos":true}""" }, cancellationToken));
        }

        var phases = await ServerPhases.OfAsync(context, results, cancellationToken);
        var pairs = results.Where(r => r.IsOk && phases.ContainsKey(r.Id)).Select(r => (Client: r, Server: phases[r.Id])).ToArray();
        if (!context.Check("both sides have stamps", pairs.Length >= results.Count / 2, $"at least {results.Count / 2}", pairs.Length)) return CaseOutcome.Passed;
        var added = new SampleSet(pairs.Select(p => RunClock(p.Client) - p.Server.TtftMs));
        var each = new SampleSet(pairs.Where(p => p.Client.TpotMs is not null && p.Server.TpotMs > 0).Select(p => p.Client.TpotMs!.Value / p.Server.TpotMs!.Value));
        context.Measure("overhead_ttft", "p50", added.Percentile(0.5), "ms", added.Count, "lower", true);
        context.Measure("overhead_tpot", "p50", each.Percentile(0.5), "ratio", each.Count, "lower", true);
        timed.AtMost("added to the first token (median)", added.Percentile(0.5), TtftLimitMs, "ms");
        timed.AtMost("time per token, client ÷ engine (median)", each.Percentile(0.5), TpotLimit, "ratio");
        return CaseOutcome.Passed;

        static double RunClock(GenerationResult r) => Runs.RunClock.Milliseconds(r.Send, r.First);
    }
}
