using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs.History;

/// <summary>A run in the history's table.</summary>
/// <param name="Row">The run.</param>
/// <param name="Headline">Its first primary figure, with its name; null = it has none.</param>
/// <param name="Trend">That figure over the runs like it up to this one, oldest first.</param>
/// <param name="Baseline">That figure of the baseline of its kind; null = there is none.</param>
/// <param name="Change">Against that baseline; null = there is none, or this is it.</param>
public sealed record HistoryRow(RunRow Row, RunFigure? Headline, IReadOnlyList<double> Trend, double? Baseline, string? Change);

/// <summary>Makes the history's rows.</summary>
public static class RunHistory
{
    private const int TrendLimit = 20;

    /// <summary>Rows of runs, newest first.</summary>
    /// <param name="runs">Those to show, newest first.</param>
    /// <param name="around">All runs of that time, newest first: trends are drawn from them.</param>
    /// <param name="baselines">The baselines.</param>
    public static IReadOnlyList<HistoryRow> Of(IReadOnlyList<RunRow> runs, IReadOnlyList<RunRow> around, IReadOnlyList<RunRow> baselines)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(baselines);
        var all = runs.Concat(around).Concat(baselines).DistinctBy(r => r.Id).OrderByDescending(r => r.StartedAt).ToList();
        var figures = all.ToDictionary(r => r.Id, RunRepository.FiguresOf);
        return [.. runs.Select(row =>
        {
            if (figures[row.Id] is not [var headline, ..]) return new HistoryRow(row, null, [], null, null);
            var trend = all.Where(r => r.StartedAt <= row.StartedAt && Alike(r, row)).Select(r => Value(r, headline)).OfType<double>().Take(TrendLimit).Reverse().ToList();
            var baseline = baselines.FirstOrDefault(r => Alike(r, row)) is { } mark ? (mark.Id, Value: Value(mark, headline)) : default;
            var change = baseline.Id != row.Id && baseline.Value is > 0 and var old ? $"× {Figure.Digits(headline.Value / old)} of the baseline" : null;
            return new HistoryRow(row, headline, trend, baseline.Value, change);
        })];

        double? Value(RunRow run, RunFigure like) => figures[run.Id].FirstOrDefault(f => f.Case == like.Case && f.Name == like.Name)?.Value;
    }

    private static bool Alike(RunRow a, RunRow b) => a.Suites == b.Suites && a.Profile == b.Profile && a.Model == b.Model;
}
