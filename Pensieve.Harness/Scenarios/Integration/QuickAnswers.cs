using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Calls that need no inference answer at once.</summary>
internal sealed class QuickAnswers() : ScenarioCase(
    "integration/quick-answers", "Answers without inference", "calls that generate nothing answer within 100 ms (p95)", (2, 10, 20))
{
    /// <summary>Most milliseconds at p95.</summary>
    public const double LimitMs = 100;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var calls = context.Count("calls", 140, 400, 1000);
        List<string> routes = [];
        foreach (var route in (string[])["v1/models", "health", "health/live", "health/ready", "api/snapshot", "metrics"])
        {
            if ((await context.GetAsync(route, cancellationToken)).Status == 200) routes.Add(route);
        }

        if (routes.Count == 0) return CaseOutcome.Skip("The target has none of the routes that need no inference.");
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        foreach (var route in routes)
        {
            List<double> took = [];
            var failed = 0;
            for (var i = 0; i < calls; i++)
            {
                var answer = await context.GetAsync(route, cancellationToken);
                if (answer.Status == 200) took.Add(answer.Seconds * 1e3);
                else failed++;
            }

            var samples = new SampleSet(took);
            var p95 = samples.Certified(0.95);
            context.Measure("quick_" + route.Replace('/', '_'), "p95", p95?.Value, "ms", took.Count, "lower", upper: p95?.Upper);
            context.Check($"/{route} always answers", failed == 0, 0, failed);
            timed.AtMost($"/{route} p95", p95?.Value, LimitMs, "ms");
        }

        return CaseOutcome.Passed;
    }
}
