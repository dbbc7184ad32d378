using Pensieve.Harness.Reports.Formats;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Comparison;

/// <summary>
/// One figure in the runs of a group. A run is the replicate, never a request or a repeat within it: what a run measured
/// several times counts once, by its median.
/// </summary>
/// <param name="Runs">Value by run; runs that have none are left out.</param>
/// <param name="All">What was recorded.</param>
internal sealed record FigureValues(IReadOnlyList<(RunSummary Run, double Value)> Runs, IReadOnlyList<Measurement> All)
{
    /// <summary>No run has it.</summary>
    public static FigureValues None { get; } = new([], []);

    /// <summary>One value per run.</summary>
    public IReadOnlyList<double> Values => [.. Runs.Select(r => r.Value)];

    /// <summary>The figures of a group by case and name.</summary>
    public static IReadOnlyDictionary<string, FigureValues> Of(RunGroup group) => group.Runs
        .SelectMany(run => run.Cases.SelectMany(c => c.Measurements.Select(m => (Key: $"{c.Plan.Id} {JUnitReport.NameOf(m)}", Run: run, Figure: m))))
        .GroupBy(f => f.Key).ToDictionary(g => g.Key, g => new FigureValues(
            [.. g.GroupBy(f => f.Run).Select(r => (r.Key, Value: Median([.. r.Select(f => f.Figure.Value).OfType<double>().Where(v => !double.IsNaN(v)).Order()]))).Where(r => r.Value is not null).Select(r => (r.Key, r.Value!.Value))],
            [.. g.Select(f => f.Figure)]), StringComparer.Ordinal);

    /// <summary>As a comparison shows it.</summary>
    public ComparedValue Shown()
    {
        var only = All.Count == 1 ? All[0] : null;
        return new ComparedValue(Median([.. Values.Order()]), only?.Lower, only?.Upper, All.Sum(f => f.N), Runs.Count);
    }

    private static double? Median(double[] sorted) => sorted.Length == 0 ? null
        : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
