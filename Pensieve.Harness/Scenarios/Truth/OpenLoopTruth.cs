using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>
/// A server with one slot that is asked for more than it can do: the wait of request i grows by service time less arrival gap, and
/// latency from the schedule must show all of it.
/// </summary>
internal sealed class OpenLoopTruth : ICase
{
    private const double ServiceMs = 100;
    private const double Rate = 20;
    private const double Seconds = 2;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) =>
        new("truth/open-loop", TruthSuite.Name, "Open loop", "Latency counts from the schedule: a server that falls behind cannot hide its queue", 6);

    /// <inheritdoc/>
    public async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = ServiceMs / 2, Tpot = ServiceMs / 20, Tokens = 11, Slots = 1 });
        using var client = MockTarget.Client(mock);
        await MockTarget.WarmUpAsync(client, Dialect.OpenAIChat, cancellationToken);
        var workload = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"queue {i}")] });
        var load = await context.LoadAsync(LoadPlan.Open(workload, Rate, Seconds, poisson: false), client, cancellationToken);
        load.Measure();
        context.CheckEqual("requests sent", (int)(Rate * Seconds), load.Requests.Count);
        context.CheckEqual("requests that ended well", (int)(Rate * Seconds), load.Requests.Count(r => r.IsOk));

        var checks = new TruthChecks(context);

        // The wait grows by 50 ms a request; each hand-over of the slot adds some tenths of a millisecond, which add up.
        for (var i = 0; i < load.Requests.Count; i += 13)
        {
            var waited = i * (ServiceMs - (1000 / Rate));
            checks.Near($"TTFT of request {i}", waited + (ServiceMs / 2), load.Requests[i].TtftMs, TruthChecks.Tolerance(waited) + (i * ServiceMs * 0.01));
        }

        var gaps = load.Requests.Zip(load.Requests.Skip(1), (a, b) => RunClock.Milliseconds(a.Sched, b.Sched));
        context.Check("the schedule is even", gaps.All(g => Math.Abs(g - (1000 / Rate)) < 0.001), 1000 / Rate);
        checks.Finish(mock);
        return CaseOutcome.Passed;
    }
}
