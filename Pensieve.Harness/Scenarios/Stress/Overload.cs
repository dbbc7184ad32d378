using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Three times more than can be served.</summary>
internal sealed class Overload() : ScenarioCase(
    "stress/overload", "Overload of three times the capacity", "overloaded, the server goes on at its peak and refuses the rest with a time to come again", (16, 60, 150), disturbs: true)
{
    private const double LeastShare = 0.8;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 16, 48, true, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        var capacity = await Capacity.MeasureAsync(context, book, context.Value("calibration", 4, 10, 20), cancellationToken);
        if (capacity.RequestsPerSecond <= 0) return CaseOutcome.Fail("The target served nothing while its capacity was measured.");
        var seconds = context.Value("seconds", 7, 40, 120);
        var load = await OracleLoad.RunAsync(context, book, LoadPlan.Open(book, 3 * capacity.RequestsPerSecond, seconds), cancellationToken);
        load.Measure();

        // What ended inside the window, whenever it arrived: that is the server's work while it was overloaded.
        var served = load.Requests.Count(r => r.IsOk && r.Term < load.IssueEnd) / seconds;
        context.Measure("overload_throughput", "value", served, "requests/s", load.Requests.Count, "higher", primary: true);
        context.Measure("overload_refused", "value", load.Requests.Count(r => r.Outcome == GenerationResult.Shed), "count", load.Requests.Count);
        timed.Check("throughput under overload ÷ capacity", served >= LeastShare * capacity.RequestsPerSecond, $"at least {LeastShare:0.0}", $"{served / capacity.RequestsPerSecond:0.00}");
        await OracleLoad.CheckAsync(context, book, load.Requests, cancellationToken);
        return CaseOutcome.Passed;
    }
}
