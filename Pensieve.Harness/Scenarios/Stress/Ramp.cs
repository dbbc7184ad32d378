using Pensieve.Harness.Load;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>From nothing to twice what the target can.</summary>
internal sealed class Ramp() : ScenarioCase(
    "stress/ramp", "Ramp to twice the capacity", "as the rate rises to twice the capacity the server answers or refuses, and never fails", (15, 150, 620), disturbs: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 16, 48, true, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var capacity = await Capacity.MeasureAsync(context, book, context.Value("calibration", 3, 10, 20), cancellationToken);
        if (capacity.RequestsPerSecond <= 0) return CaseOutcome.Fail("The target served nothing while its capacity was measured.");
        var plan = LoadPlan.Ramp(book, 0, 2 * capacity.RequestsPerSecond, context.Value("seconds", 10, 120, 600));
        var load = await OracleLoad.RunAsync(context, book, plan, cancellationToken);
        load.Measure();
        await OracleLoad.CheckAsync(context, book, load.Requests, cancellationToken);
        return CaseOutcome.Passed;
    }
}
