using System.Text.Json;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Console.Features.Runs.Trends;

/// <summary>The figures that comparisons decide on, over the runs that have them.</summary>
public static class FigureTrends
{
    /// <summary>A history for each figure that two runs have, by case and name.</summary>
    /// <param name="runs">Oldest first.</param>
    public static IReadOnlyList<HistoryPlot> Of(IReadOnlyList<RunRow> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            // What a run measured several times stands by its last value there.
            .. runs.SelectMany(r => RunRepository.FiguresOf(r).GroupBy(f => (f.Case, f.Name)).Select(g => (Run: r, Figure: g.Last())))
                .GroupBy(f => (f.Figure.Case, f.Figure.Name, f.Figure.Unit)).Where(g => g.Count() > 1).OrderBy(g => g.Key.Case, StringComparer.Ordinal).ThenBy(g => g.Key.Name, StringComparer.Ordinal)
                .Select(g => Of(g.Key.Case, g.Key.Name, [.. g])),
        ];
    }

    /// <summary>What differs between two environments: "target.version 0.1 → 0.2, and 1 more"; null = nothing.</summary>
    public static string? Difference(string before, string after)
    {
        if (before == after) return null;
        var (a, b) = (Facts(before), Facts(after));
        var names = a.Keys.Union(b.Keys).Where(k => a.GetValueOrDefault(k) != b.GetValueOrDefault(k)).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? null
            : $"{names[0]} {a.GetValueOrDefault(names[0], "none")} → {b.GetValueOrDefault(names[0], "none")}{(names.Count > 1 ? $", and {names.Count - 1} more" : "")}";
    }

    private static HistoryPlot Of(string caseId, string name, List<(RunRow Run, RunFigure Figure)> entries)
    {
        var figure = entries[^1].Figure;
        var points = entries.Select((e, i) => new HistoryPoint(
            e.Run.Id, DateTimeOffset.FromUnixTimeMilliseconds(e.Run.StartedAt), e.Figure.Value, e.Figure.Lower, e.Figure.Upper, e.Run.State,
            e.Run.State == RunStates.Word(RunState.Passed) && e.Run.Partial == 0, e.Run.IsBaseline == 1, e.Run.Fingerprint, i == 0 ? null : Difference(entries[i - 1].Run.Fingerprint, e.Run.Fingerprint)));
        return HistoryPlot.Of(string.Concat($"trend-{caseId}-{name}".Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')), $"{caseId}: {name}", figure.Unit, figure.Better, [.. points]);
    }

    private static Dictionary<string, string> Facts(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
}
