using Pensieve.Console.Shared.Charts;
using Pensieve.Engine;

namespace Pensieve.Console.Live;

/// <summary>The times in which the engine did not serve because it failed or was being restarted, as the samples saw it.</summary>
internal sealed class StateBands(LiveHistory history) : IChartBands
{
    /// <inheritdoc/>
    public IEnumerable<ChartBand> Between(DateTimeOffset from, DateTimeOffset to)
    {
        LiveSample? first = null;
        foreach (var sample in history.Since(0))
        {
            if (first is not null && sample.State == first.State) continue;
            if (first is not null && first.Time <= to && sample.Time >= from) yield return Band(first, sample.Time);
            first = IsFault(sample.State) ? sample : null;
        }

        if (first is not null && first.Time <= to) yield return Band(first, null);
    }

    private static ChartBand Band(LiveSample first, DateTimeOffset? to) =>
        new(first.State == EngineState.Failed ? "Engine failed" : "Engine restarting", first.Time - LiveSampler.Interval, to, IsFault: true);

    private static bool IsFault(EngineState state) => state is EngineState.Failed or EngineState.Restarting;
}
