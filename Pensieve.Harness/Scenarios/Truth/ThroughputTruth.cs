using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>Users in a loop over streams of known length: throughput of the steady window, without ramp and drain in it.</summary>
internal sealed class ThroughputTruth : ICase
{
    private const int Users = 6;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) =>
        new("truth/throughput", TruthSuite.Name, "Throughput", "Tokens and requests per second are those of the window, undiluted by ramp and drain", 7);

    /// <inheritdoc/>
    public async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var script = new MockScript { Ttft = 100, Tpot = 10, Tokens = 41 };
        await using var mock = MockServer.Start(script);
        using var client = MockTarget.Client(mock);
        await MockTarget.WarmUpAsync(client, Dialect.OpenAIChat, cancellationToken);
        var workload = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"loop {i}")] });
        var load = await context.LoadAsync(LoadPlan.Closed(workload, Users, 5, warmUpSeconds: 1), client, cancellationToken);
        var metrics = load.Measure();
        var cycle = (script.Ttft + ((script.Tokens - 1) * script.Tpot)) / 1000;

        var checks = new TruthChecks(context);

        // The window holds ten cycles; its borders cut one of them for each user.
        var tokens = Users * script.Tokens / cycle;
        checks.Near("tokens/s", tokens, metrics.TokensPerSecond, tokens * 0.03);
        checks.Near("requests/s", Users / cycle, metrics.RequestsPerSecond, Users / 5.0);
        checks.Finish(mock);
        return CaseOutcome.Passed;
    }
}
