using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Integration;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Thirty operations of every kind at once, again and again: generations, lists, counts, refusals.</summary>
internal sealed class MixedOperations() : ScenarioCase(
    "stress/mixed-operations", "Concurrent mixed operations", "30 different operations at once do not disturb each other", (2, 30, 120), smoke: true)
{
    private const int AtOnce = 30;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 12, 24, false, [.. context.Target.Dialects.Order()], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var rounds = context.Count("rounds", 6, 40, 200);
        var results = new List<GenerationResult>();
        var others = 0;
        using (context.Phase("mixed", $"{AtOnce} at once, {rounds} rounds"))
        {
            for (var round = 0; round < rounds; round++)
            {
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => OneAsync((round * AtOnce) + i)));
            }
        }

        context.Measure("operations", "value", rounds * AtOnce, "count");
        context.Check("operations besides generations", others > 0, "some", others);
        await OracleLoad.CheckAsync(context, book, results, cancellationToken, rounds * 10);
        return CaseOutcome.Passed;

        async Task OneAsync(int index)
        {
            if (index % 3 != 2)
            {
                var call = book.Call(index) with { Stream = index % 2 == 0 };
                var result = await context.Client.SendAsync(context.Client.Prepare(call), new GenerationResult { Id = context.NextRequestId(), Kind = call.Stream ? "stream" : "whole" }, null, cancellationToken);
                book.Judge(index, result);
                context.Record(result);
                lock (results) results.Add(result);
                return;
            }

            Interlocked.Increment(ref others);
            var dialect = context.Target.Dialects.Order().First();
            var (name, answer, fits) = (index / 3 % 4) switch
            {
                0 => ("list of models", await context.GetAsync("v1/models", cancellationToken), (Func<int, bool>)(s => s == 200)),
                1 => ("unknown route", await context.GetAsync("v1/no-such-route", cancellationToken), s => s is 404 or 405),
                2 => ("broken body", await context.PostAsync(CallWriter.Route(dialect), "{\"model\":", cancellationToken), s => s is >= 400 and < 500),
                _ => context.Target.IsPensieve
                    ? ("snapshot", await context.GetAsync("api/snapshot", cancellationToken), s => s == 200)
                    : ("empty body", await context.PostAsync(CallWriter.Route(dialect), DialectNames.SmallBody(dialect, context.Target.Model)[..^1], cancellationToken), s => s is >= 400 and < 500),
            };
            context.Check($"{name}, operation {index}", fits(answer.Status), "its own status", answer.Short);
        }
    }
}
