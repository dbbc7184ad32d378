using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Half of the clients go away at a random moment: queued, in prefill, while decoding. The others must not notice.</summary>
internal sealed class DisconnectStorm() : ScenarioCase(
    "stress/disconnect-storm", "Disconnect storm", "who goes away frees slot and cache within a second and harms nobody who stays", (4, 45, 200), disturbs: true, smoke: true)
{
    private const double FreeWithin = 1;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 16, 48, true, [.. context.Target.Dialects.Order()], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var requests = context.Count("requests", 160, 600, 4000);
        var cut = new bool[requests];
        var random = context.Random();
        for (var i = 0; i < requests; i++) cut[i] = random.Next(2) == 0;
        var workload = Workload.Of(index =>
        {
            var call = book.Call(index);
            if (!cut[index]) return call;

            // Those who leave within so many frames are decoding; those who leave after a few milliseconds are queued or in prefill.
            var draw = new Random(Workload.HashCode(context.Seed, index));
            var frames = draw.Next(1, 12);
            return draw.Next(2) == 0
                ? call with { Kind = "leaves", MaxTokens = 400, OnRead = (seen, _) => ValueTask.FromResult(seen < frames) }
                : call with { Kind = "leaves", MaxTokens = 400, LeaveAfterSeconds = draw.Next(1, 120) / 1000.0 };
        });
        context.Emit(new FaultChanged("disconnect", FaultStage.Injected, $"half of {requests} clients leave"));
        var load = await context.LoadAsync(
            LoadPlan.Batch(workload, 24, requests, 300) with
            {
                Gates = false,
                OnResult = (index, result) =>
                {
                    if (!cut[index]) book.Judge(index, result);
                },
            }, cancellationToken);
        context.Emit(new FaultChanged("disconnect", FaultStage.Lifted));
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        if (context.Server is not null)
        {
            var free = await Patience.UntilAsync(async () => await ServerState.OfAsync(context, cancellationToken) is { IsIdle: true, KvUsed: 0 }, 10, cancellationToken);
            context.Measure("freed_after", "value", free, "s", better: "lower");
            context.Check("slots and cells are free again", free is not null, "all", "not after 10 s");
            if (free is { } seconds) timed.AtMost("freed after the last request", seconds, FreeWithin, "s");
        }

        var survivors = load.Requests.Where(r => r.Kind != "leaves").ToArray();
        context.Measure("left", "value", load.Requests.Count(r => r.Outcome == GenerationResult.Cancelled), "count", requests);
        context.Check("some left", load.Requests.Any(r => r.Outcome == GenerationResult.Cancelled), "some", "none");
        await OracleLoad.CheckAsync(context, book, survivors, cancellationToken, survivors.Length / 2);
        return CaseOutcome.Passed;
    }
}
