using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Oracles;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>Loads whose every answer is judged and whose every request is booked.</summary>
public static class OracleLoad
{
    /// <summary>Runs a load of a book's prompts.</summary>
    public static Task<LoadResult> RunAsync(CaseContext context, AnswerBook book, LoadPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.LoadAsync(plan with { Workload = book, OnResult = book.Judge }, cancellationToken);
    }

    /// <summary>Checks that nothing failed besides refusals, that the answers are right and that both sides' books balance.</summary>
    public static async Task CheckAsync(CaseContext context, AnswerBook book, IReadOnlyCollection<GenerationResult> results, CancellationToken cancellationToken, int least = 1, bool allShedHaveRetryAfter = true)
    {
        ArgumentNullException.ThrowIfNull(context);
        book.Check(context, least);
        var failed = results.Where(r => r.Outcome is not (GenerationResult.Ok or GenerationResult.Shed or GenerationResult.Cancelled)).ToArray();
        context.Check("no request failed", failed.Length == 0, 0, failed.Length == 0 ? "0" : $"{failed.Length} of {results.Count}: {string.Join(", ", failed.GroupBy(f => f.Outcome).Select(g => $"{g.Key} {g.Count()}"))}; first: {failed[0].Error}");
        var unreasoned = results.Count(r => r.Outcome == GenerationResult.Shed && r.RetryAfter is null);
        if (allShedHaveRetryAfter) context.Check("each refusal says when to come again", unreasoned == 0, "retry-after on each", $"{unreasoned} without");
        IdLedger.Of(results).Check(context);
        context.Check("the server is idle afterwards", await ServerState.WaitIdleAsync(context, 15, cancellationToken), "no busy slot, no queue", "still busy after 15 s");
        await ServerLedger.CheckAsync(context, results, cancellationToken);
    }
}
