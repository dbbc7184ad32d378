using System.Globalization;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Sixteen clients, each with a secret of its own in a long prompt, so that caches fill and are evicted: nobody sees another's.</summary>
internal sealed class Canaries() : ScenarioCase(
    "stress/canaries", "KV isolation", "no conversation's secret ever appears in another's answer, while caches fill, are shared and are evicted", (12, 60, 900))
{
    private const int Clients = 16;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var random = context.Random();
        var secrets = Enumerable.Range(0, Clients).Select(i => random.Next(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture)).Distinct().ToArray();
        var filler = Words.Text(new Random(context.Seed), 80);
        var workload = Workload.Of(i => new GenerationCall
        {
            Turns =
            [
                new ChatTurn("user", $"{filler} My secret is {secrets[i % secrets.Length]}."), new ChatTurn("assistant", "I will keep it."),
                new ChatTurn("user", $"Repeat: {secrets[i % secrets.Length]}"),
            ],
            MaxTokens = 24, KeepText = true, Kind = "canary", Temperature = i % 2,
        });
        int foreign = 0, own = 0, judged = 0;
        var load = await context.LoadAsync(
            LoadPlan.Batch(workload, Clients, context.Count("requests", 240, 2000, 10_000), 900) with
            {
                Gates = false,
                OnResult = (index, result) =>
                {
                    if (result.Text is not { } text || !result.IsOk) return;
                    Interlocked.Increment(ref judged);
                    var mine = secrets[index % secrets.Length];
                    if (text.Contains(mine, StringComparison.Ordinal)) Interlocked.Increment(ref own);
                    if (secrets.FirstOrDefault(s => s != mine && text.Contains(s, StringComparison.Ordinal)) is not { } leaked) return;
                    Interlocked.Increment(ref foreign);
                    (result.Outcome, result.Error) = (GenerationResult.Wrong, $"holds the secret {leaked} of another client");
                },
            }, cancellationToken);
        context.Measure("foreign_canaries", "value", foreign, "count", judged, "lower", primary: true);
        context.Measure("own_canaries", "value", own, "count", judged);
        context.Check("answers were looked at", judged > 0, "some", judged);
        context.Check("secrets of others", foreign == 0, 0, foreign);
        IdLedger.Of(load.Requests).Check(context);
        var failed = load.Requests.Where(r => r.Outcome is not (GenerationResult.Ok or GenerationResult.Shed)).ToArray();
        context.Check("no request failed", failed.Length == 0, 0, failed.Length == 0 ? "0" : $"{failed.Length}: {failed[0].Outcome} {failed[0].Error}");
        return own > 0 ? CaseOutcome.Passed : CaseOutcome.Undecided("The model never repeated its own secret: a leak would hardly have shown in the text.");
    }
}
