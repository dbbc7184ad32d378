using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Shared.Charts;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Console.Features.Runs;

/// <summary>Runs under way and lately ended, and their faults, as bands of the live charts.</summary>
internal sealed class RunBands(RunManager manager) : IChartBands
{
    /// <inheritdoc/>
    public IEnumerable<ChartBand> Between(DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var run in manager.Recent.Reverse())
        {
            if (run.Summary is not { } summary) continue;
            var end = summary.At.AddSeconds(summary.Seconds);
            if (summary.At > to || (run.IsOver && end < from)) continue;
            yield return new ChartBand("Run: " + string.Join(", ", run.Request.Suites), summary.At, run.IsOver ? end : null, IsFault: false, $"runs/{run.Id}");
            foreach (var fault in TimeBands.Of(summary, 0, summary.Seconds, null).Where(b => b.Kind == "fault"))
                yield return new ChartBand($"Fault: {fault.Label}, {fault.Detail}", summary.At.AddSeconds(fault.From), summary.At.AddSeconds(fault.To), IsFault: true, $"runs/{run.Id}");
        }
    }
}
