using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Sixty-four requests at the same moment, far more than there are slots.</summary>
internal sealed class Simultaneous() : ScenarioCase(
    "stress/simultaneous", "Simultaneous requests", "64 requests sent at the same moment all end right, none lost, doubled or mixed up", (2, 15, 40), smoke: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var at = context.Count("requests", 64, 64, 256);
        var (book, failure) = await AnswerBook.WriteAsync(context, 16, 24, false, [.. context.Target.Dialects.Order()], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var load = await OracleLoad.RunAsync(context, book, LoadPlan.Batch(book, at, at, 120) with { Gates = false }, cancellationToken);
        await OracleLoad.CheckAsync(context, book, load.Requests, cancellationToken, at / 2);
        var shed = load.Requests.Count(r => r.Outcome == GenerationResult.Shed);
        context.Check($"all {at} are taken", shed == 0, 0, $"{shed} refused");
        var most = Overlap(load.Requests);
        context.Measure("simultaneous", "max", most, "count", at, "higher");
        context.Check("they were open at once", most >= Math.Min(at, 5), "at least 5", most);
        return CaseOutcome.Passed;
    }

    private static int Overlap(IReadOnlyList<GenerationResult> requests)
    {
        int open = 0, most = 0;
        foreach (var (_, step) in requests.SelectMany(r => new[] { (r.Send, 1), (r.Term, -1) }).OrderBy(e => e.Item1)) most = Math.Max(most, open += step);
        return most;
    }
}
