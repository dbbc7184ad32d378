using Pensieve.Harness.Faults;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>A proxy between clients and server does one thing to every connection, and is then taken away.</summary>
internal sealed class NetworkCase(string name, string title, NetworkFault fault, NetworkOutcome outcome, bool smoke = false) : ScenarioCase(
    "resilience/" + name, title,
    outcome == NetworkOutcome.Whole ? "however slow or sliced, what arrives is the whole answer in its grammar" : "a broken connection is seen as broken on both sides, and the server is free again", (3, 20, 60), smoke: smoke)
{
    private const int AtOnce = 4;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (context.Target.Url.Scheme != "http") return CaseOutcome.Skip("The proxy does not speak TLS.");
        var (book, failure) = await AnswerBook.WriteAsync(context, 8, 32, true, [.. context.Target.Dialects.Order()], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        await using var proxy = new FaultProxy(context.Target.Url);
        using var client = new LlmClient(context.Target with { Url = proxy.Url });
        client.Http.DefaultRequestHeaders.Host = context.Target.Url.Authority;
        var requests = context.Count("requests", 24, 80, 400);

        proxy.Fault = fault;
        context.Emit(new FaultChanged(name, FaultStage.Injected, fault.ToString()));
        var during = await SendAsync(context, client, book, requests, outcome == NetworkOutcome.Silent ? 1.5 : 60, cancellationToken);
        proxy.Fault = NetworkFault.None;
        context.Emit(new FaultChanged(name, FaultStage.Lifted));
        var after = await SendAsync(context, client, book, AtOnce * 2, 30, cancellationToken);

        switch (outcome)
        {
            case NetworkOutcome.Whole:
                context.Check("every answer is whole", during.All(r => r.IsOk), $"{requests} ok", Sum(during));
                break;
            case NetworkOutcome.Broken:
                context.Check("every broken answer is seen as broken", during.Where(r => !r.IsOk).All(r => r.Outcome is GenerationResult.Reset or GenerationResult.Truncated), "reset or truncated", Sum(during));
                context.Check("the fault hit", during.Any(r => !r.IsOk), "some", Sum(during));
                break;
            default:
                context.Check("nothing came through", during.All(r => r.Outcome == GenerationResult.Timeout), "all timed out", Sum(during));
                break;
        }

        IdLedger.Of([.. during, .. after]).Check(context, mayLose: outcome != NetworkOutcome.Whole);
        context.Check("afterwards all is well", after.All(r => r.IsOk), "all ok", Sum(after));
        book.Check(context);
        context.Check("the server is idle afterwards", await ServerState.WaitIdleAsync(context, 15, cancellationToken), "no busy slot, no queue", "still busy after 15 s");
        await ServerLedger.CheckAsync(context, [.. after], cancellationToken);
        return CaseOutcome.Passed;
    }

    private static async Task<List<GenerationResult>> SendAsync(CaseContext context, LlmClient client, AnswerBook book, int count, double timeout, CancellationToken cancellationToken)
    {
        List<GenerationResult> results = [];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            int index;
            while ((index = Interlocked.Increment(ref next)) < count && !cancellationToken.IsCancellationRequested)
            {
                var result = new GenerationResult { Id = context.NextRequestId(), Kind = "through the proxy" };
                await client.SendAsync(client.Prepare(book.Call(index) with { TimeoutSeconds = timeout }), result, null, cancellationToken);
                book.Judge(index, result);
                context.Record(result);
                lock (results) results.Add(result);
            }
        }));
        return results;
    }

    private static string Sum(IEnumerable<GenerationResult> results) => string.Join(", ", results.GroupBy(r => r.Outcome).Select(g => $"{g.Key} {g.Count()}"));
}
