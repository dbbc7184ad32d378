using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>Everything that can go wrong with a stream, in known numbers: each is counted as what it is, and all against the attempted requests.</summary>
internal sealed class OutcomeTruth : ICase
{
    private const int Each = 5;

    private static readonly (string Script, string Outcome)[] s_kinds =
    [
        ("tokens=10", GenerationResult.Ok),
        ("tokens=10; fault=truncate", GenerationResult.Truncated),
        ("tokens=10; fault=reset", GenerationResult.Reset),
        ("tokens=10; fault=streamerror", GenerationResult.StreamError),
        ("tokens=10; fault=garbage", GenerationResult.StreamError),
        ("tokens=10; fault=hang", GenerationResult.Timeout),
        ("status=500", "http_500"),
        ("status=400", "http_400"),
        ("status=429", GenerationResult.Shed),
        ("status=503", GenerationResult.Shed),
    ];

    /// <inheritdoc/>
    public bool IsSmoke => true;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) =>
        new("truth/outcomes", TruthSuite.Name, "Outcomes", "A truncated, reset, refused, broken or hanging answer is counted as such, and never as a fast success", 5);

    /// <inheritdoc/>
    public async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 10, Tpot = 2 });
        foreach (var dialect in (Dialect[])[Dialect.OpenAIChat, Dialect.AnthropicMessages])
        {
            using var client = MockTarget.Client(mock, dialect);
            var workload = Workload.Of(i => new GenerationCall
            {
                Turns = [new ChatTurn("user", $"outcome {i}")],
                TimeoutSeconds = 1,
                Kind = s_kinds[i % s_kinds.Length].Script,
                Headers = new Dictionary<string, string> { [MockScript.Header] = s_kinds[i % s_kinds.Length].Script },
            });
            var load = await context.LoadAsync(LoadPlan.Batch(workload, 20, s_kinds.Length * Each) with { Gates = false }, client, cancellationToken);
            foreach (var (script, outcome) in s_kinds)
            {
                var found = load.Requests.Where(r => r.Kind == script).GroupBy(r => r.Outcome).Select(g => $"{g.Count()} {g.Key}");
                context.CheckEqual($"{dialect}: {script}", $"{Each} {outcome}", string.Join(", ", found));
            }

            var metrics = load.Metrics();
            context.CheckEqual($"{dialect}: attempted", s_kinds.Length * Each, metrics.Attempted);
            context.CheckEqual($"{dialect}: ended well", Each, metrics.Succeeded);
            context.CheckEqual($"{dialect}: shed", 2 * Each, metrics.Shed);
            context.CheckEqual($"{dialect}: failed", 7 * Each, metrics.Failed);
            context.CheckEqual($"{dialect}: attainment", 1.0 / s_kinds.Length, metrics.Attainment);
            context.Check($"{dialect}: timed-out requests are slower than everything", double.IsPositiveInfinity(metrics.E2E.Percentile(0.95) ?? 0), "∞", metrics.E2E.Percentile(0.95));
        }

        return CaseOutcome.Passed;
    }
}
