using Pensieve.Harness.Load;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Ten, thirty, a hundred clients: what comes out must not fall as more ask.</summary>
internal sealed class Scalability() : ScenarioCase(
    "stress/scalability", "10 to 100 clients", "throughput holds from 10 to 100 clients, and each answer stays right", (15, 60, 200))
{
    /// <summary>Least throughput of 100 clients, as a share of that of 10.</summary>
    private const double LeastFactor = 0.8;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 24, 16, false, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var seconds = context.Value("seconds", 4, 15, 60);
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        double? ten = null, hundred = null;
        List<Load.Wire.GenerationResult> all = [];
        foreach (var clients in (int[])[10, 30, 100])
        {
            var load = await OracleLoad.RunAsync(context, book, LoadPlan.Closed(book, clients, seconds, 1) with { Gates = false }, cancellationToken);
            var metrics = load.Measure(new Dictionary<string, double> { ["clients"] = clients });
            all.AddRange(load.Requests);
            if (clients == 10) ten = metrics.RequestsPerSecond;
            if (clients == 100) hundred = metrics.RequestsPerSecond;
        }

        await OracleLoad.CheckAsync(context, book, all, cancellationToken);
        var factor = ten > 0 ? hundred / ten : null;
        context.Measure("scalability_factor", "value", factor, "ratio", all.Count, "higher", primary: true);
        timed.Check("throughput of 100 clients ÷ 10 clients", factor >= LeastFactor, $"at least {LeastFactor:0.0}", $"{factor:0.00}");
        return CaseOutcome.Passed;
    }
}
