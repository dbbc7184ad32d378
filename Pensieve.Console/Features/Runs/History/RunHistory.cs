using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs.History;

/// <summary>A run in the history's table.</summary>
/// <param name="Row">The run.</param>
/// <param name="Headline">Its first primary figure, with its name; null = it has none.</param>
/// <param name="Trend">That figure over the runs like it up to this one, oldest first.</param>
/// <param name="Change">Against the baseline of its kind, or what the trend says; null = there is none.</param>
public sealed record HistoryRow(RunRow Row, RunFigure? Headline, IReadOnlyList<double> Trend, string? Change);

/// <summary>Makes the history's rows.</summary>
public static class RunHistory
{
    private const int TrendLimit = 20;

    /// <summary>Rows of runs, newest first.</summary>
    public static IReadOnlyList<HistoryRow> Of(IReadOnlyList<RunRow> runs)
    {
        var figures = runs.ToDictionary(r => r.Id, RunRepository.FiguresOf);
        return [.. runs.Select((row, i) =>
        {
            if (figures[row.Id] is not [var headline, ..]) return new HistoryRow(row, null, [], null);
            var alike = runs.Skip(i).Where(r => Alike(r, row)).ToList();
            var trend = alike.Select(r => Value(r, headline)).OfType<double>().Take(TrendLimit).Reverse().ToList();
            var baseline = runs.FirstOrDefault(r => r.IsBaseline == 1 && Alike(r, row) && r.Id != row.Id);
            var change = baseline is not null && Value(baseline, headline) is > 0 and var old ? $"× {Figure.Digits(headline.Value / old)} of the baseline" : null;
            return new HistoryRow(row, headline, trend, change);
        })];

        double? Value(RunRow run, RunFigure like) => figures[run.Id].FirstOrDefault(f => f.Case == like.Case && f.Name == like.Name)?.Value;
    }

    private static bool Alike(RunRow a, RunRow b) => a.Suites == b.Suites && a.Profile == b.Profile && a.Model == b.Model;
}
