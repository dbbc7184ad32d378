using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Measuring;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>What a target serves at most of some work: the scale of loads that are a part or a multiple of it.</summary>
/// <param name="RequestsPerSecond">Requests per second with every slot at work.</param>
/// <param name="Users">Users that it took.</param>
/// <param name="Metrics">Figures of the measurement.</param>
public sealed record Capacity(double RequestsPerSecond, int Users, LoadMetrics Metrics)
{
    /// <summary>Slots taken for granted where a target does not say.</summary>
    public const int UnknownSlots = 4;

    /// <summary>Measures it by as many users as there are slots.</summary>
    public static async Task<Capacity> MeasureAsync(CaseContext context, IWorkload workload, double seconds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var users = (await ServerState.OfAsync(context, cancellationToken))?.Slots ?? UnknownSlots;
        var load = await context.LoadAsync(LoadPlan.Closed(workload, users, seconds, seconds / 4) with { Gates = false }, cancellationToken);
        var metrics = load.Metrics();
        context.Measure("calibrated_rate", "value", metrics.RequestsPerSecond, "requests/s", metrics.Succeeded, "higher");
        return new Capacity(metrics.RequestsPerSecond, users, metrics);
    }
}
