namespace Pensieve.Console.Shared.Charts;

/// <summary>A stretch of time that charts mark: a run, or a fault.</summary>
/// <param name="Label">What it is, in a few words.</param>
/// <param name="From">Its begin.</param>
/// <param name="To">Its end; null = it goes on.</param>
/// <param name="IsFault">Something was wrong; drawn hatched.</param>
/// <param name="Href">Where more of it is, below the base; null = nowhere.</param>
public sealed record ChartBand(string Label, DateTimeOffset From, DateTimeOffset? To, bool IsFault, string? Href = null);

/// <summary>Where a feature tells charts of its stretches of time. Registered as a singleton; asked once a second per open board.</summary>
public interface IChartBands
{
    /// <summary>The bands that touch a stretch of time, oldest first.</summary>
    IEnumerable<ChartBand> Between(DateTimeOffset from, DateTimeOffset to);
}
