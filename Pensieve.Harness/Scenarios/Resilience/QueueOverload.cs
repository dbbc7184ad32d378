using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>More requests in one moment than slots and queue can hold.</summary>
internal sealed class QueueOverload() : ScenarioCase(
    "resilience/queue-overload", "Queue overflow", "what finds no place is refused at once with a time to come again, and what was taken is served", (20, 20, 40), disturbs: true)
{
    private const int Surplus = 64;
    private const int Most = 3000;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (await ServerState.OfAsync(context, cancellationToken) is not { } state) return CaseOutcome.Skip("The target does not say how many requests may wait.");
        var room = state.Slots + state.QueueCapacity;
        if (room + Surplus > Most) return CaseOutcome.Skip($"The queue holds {state.QueueCapacity}: more than this case sends.");
        var (book, failure) = await AnswerBook.WriteAsync(context, 12, 8, true, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        context.Emit(new FaultChanged("queue-overload", FaultStage.Injected, $"{room + Surplus} requests at once for {state.Slots} slots and {state.QueueCapacity} places"));

        // Longer answers than the references': their slots must not come free while the burst arrives.
        var burst = Load.Prompts.Workload.Of(i => book.Call(i) with { MaxTokens = 96, KeepText = false, Kind = "burst" });
        var load = await context.LoadAsync(LoadPlan.Batch(burst, room + Surplus, room + Surplus, 200) with { Gates = false }, cancellationToken);
        context.Emit(new FaultChanged("queue-overload", FaultStage.Lifted));
        var shed = load.Requests.Where(r => r.Outcome == GenerationResult.Shed).ToArray();
        context.Measure("refused", "value", shed.Length, "count", load.Requests.Count);
        context.Check("some are refused, and no more than find no place", shed.Length is > 0 and <= Surplus, $"1 to {Surplus}", shed.Length);
        context.Check("each refusal says when to come again", shed.All(s => s.RetryAfter is >= 1), "retry-after of a second or more", shed.Count(s => s.RetryAfter is null or < 1));
        context.Check("all that were taken are served", load.Requests.All(r => r.IsOk || r.Outcome == GenerationResult.Shed), "ok or refused", string.Join(", ", load.Requests.GroupBy(r => r.Outcome).Select(g => $"{g.Key} {g.Count()}")));
        var slowest = shed.Select(s => s.E2EMs).DefaultIfEmpty().Max();
        context.Measure("refusal", "max", slowest, "ms", shed.Length, "lower");
        var after = await OracleLoad.RunAsync(context, book, LoadPlan.Batch(book, 2, 12, 30) with { Gates = false }, cancellationToken);
        await OracleLoad.CheckAsync(context, book, [.. load.Requests, .. after.Requests], cancellationToken, 12);
        return CaseOutcome.Passed;
    }
}
