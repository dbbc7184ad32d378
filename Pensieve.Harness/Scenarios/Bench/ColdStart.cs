using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>From nothing to the first token, on a server that the run itself started.</summary>
internal sealed class ColdStart() : ScenarioCase(
    "bench/cold-start", "Cold start", "how long it takes from the start of the process to the first token", (7, 40, 120), disturbs: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (context.Restart is not { } restart) return CaseOutcome.Skip("The server is not the run's own, so it is not restarted.");
        List<double> ready = [], first = [];
        for (var i = 0; i < context.Count("starts", 2, 6, 12); i++)
        {
            var begin = context.Clock.Now;
            Target target;
            using (context.Phase("start", $"start {i + 1}"))
            {
                target = await restart([], cancellationToken);
            }

            ready.Add(context.Clock.Now - begin);
            using var client = new LlmClient(target);
            var result = await client.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", "Hello")], MaxTokens = 4 }, cancellationToken);
            context.Check($"first request after start {i + 1}", result.IsOk, "ok", $"{result.Outcome} {result.Error}", result.ServerId);
            if (result.First > 0) first.Add(context.Clock.Seconds(result.First) - begin);
        }

        // A stop of the server before it is part of the first figure: it was idle, and a stop is milliseconds.
        context.Measure("start_to_ready", "p50", ready.Order().ElementAt(ready.Count / 2), "s", ready.Count, "lower", true);
        if (first.Count > 0) context.Measure("start_to_first_token", "p50", first.Order().ElementAt(first.Count / 2), "s", first.Count, "lower", true);
        return CaseOutcome.Passed;
    }
}
