using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>A ladder of users, then rates between the last good and the first bad: knee, capacity within the service level, collapse.</summary>
internal sealed class LoadSweep() : ScenarioCase(
    "bench/load-sweep", "Load sweep", "where throughput bends, what rate keeps the service level, and where the server is overrun", (28, 300, 1800), disturbs: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var workload = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"Repeat: lamp {i % 90}")], MaxTokens = 16 });
        var result = await new Saturation(context, workload)
        {
            RungSeconds = context.Value("seconds", 1, 10, 60), WarmUpSeconds = context.Value("warm-up", 0.25, 2, 10), MaxUsers = context.Count("most-users", 32, 256, 1024),
            Bisections = context.Count("bisections", 2, 4, 6),
        }.FindAsync(cancellationToken);
        var bad = result.Ladder.Where(p => p.Metrics.ErrorRate > Saturation.MostErrors).ToArray();
        context.Check("errors on the ladder", bad.Length == 0, $"at most {Saturation.MostErrors:P0}", string.Join(", ", bad.Select(p => $"{p.Metrics.ErrorRate:P1} at {p.Level:0} users")));
        context.Measure("peak_throughput", "value", result.Ladder.Max(p => p.Metrics.RequestsPerSecond), "requests/s", result.Ladder.Count, "higher", true);
        if (result.Rates.Count > 0 && result.Rates.All(p => p.Unfit is not null))
            return CaseOutcome.Undecided("The generator kept its schedule at no rate: this machine is too busy, or too small for it beside the server.");
        return result.Capacity is null && bad.Length == 0
            ? CaseOutcome.Undecided("No rate kept the service level in three runs: raise the limits of the profile's slo, or look at the ladder.")
            : CaseOutcome.Passed;
    }
}
