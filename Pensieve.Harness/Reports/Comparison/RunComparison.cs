using System.Text.Json.Serialization;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Reports.Comparison;

/// <summary>Runs that stand for one thing: a build, a model, a setting.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Runs">At least one run; the newest first.</param>
public sealed record RunGroup(string Label, IReadOnlyList<RunSummary> Runs);

/// <summary>A figure of a group.</summary>
/// <param name="Value">Median over its runs; null = none has it, infinity = requests timed out.</param>
/// <param name="Lower">Lower bound within the run, where the group is one run and has one.</param>
/// <param name="Upper">Upper bound likewise.</param>
/// <param name="N">Samples behind it, all runs together.</param>
/// <param name="Runs">Runs that have it.</param>
public sealed record ComparedValue(
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double? Value,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double? Lower,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double? Upper,
    int N,
    int Runs);

/// <summary>A group against the first.</summary>
/// <param name="Ratio">Its value ÷ the first's; null = one of them has none.</param>
/// <param name="Verdict">What follows; null = the figure has no better side.</param>
/// <param name="Reason">Why it is undecided; null = it is not.</param>
/// <param name="P">p-value after Holm's correction, where a test was made.</param>
public sealed record ComparedChange(double? Ratio, ChangeVerdict? Verdict, string? Reason, double? P)
{
    /// <summary>Lower bound of the ratio's 95 % interval; null = there is none.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper bound; null = there is none.</summary>
    public double? Upper { get; init; }

    /// <summary>The test behind it; null = none was made.</summary>
    public string? Test { get; init; }
}

/// <summary>One figure over all groups.</summary>
/// <param name="Case">Id of its case.</param>
/// <param name="Label">"ttft p50, concurrency 8".</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">"lower", "higher", or null where neither is.</param>
/// <param name="Primary">Comparisons decide on it.</param>
/// <param name="Values">One for each group.</param>
/// <param name="Changes">One for each group but the first.</param>
public sealed record ComparedFigure(
    string Case, string Label, string Unit, string? Better, bool Primary, IReadOnlyList<ComparedValue> Values, IReadOnlyList<ComparedChange> Changes)
{
    /// <summary>Case and name as records have them.</summary>
    [JsonIgnore]
    public string Key { get; init; } = "";
}

/// <summary>What differs between the environments.</summary>
/// <param name="Name">Of the fact.</param>
/// <param name="Values">One for each group; null = not said.</param>
/// <param name="InFingerprint">Whether it makes the runs incomparable.</param>
public sealed record ComparedFact(string Name, IReadOnlyList<string?> Values, bool InFingerprint);

/// <summary>
/// Groups of runs side by side, the first being the base. A verdict needs replicates made in one environment: pairs that took
/// turns (signed-rank) or five runs on each side (Mann–Whitney), on one value per run, with Holm's correction over the primary figures of a case.
/// One run each decides nothing, whatever its intervals say, since runs differ more than requests within one.
/// </summary>
/// <param name="Groups">What is compared.</param>
/// <param name="Figures">Figures that the base and another group have, primary ones first.</param>
/// <param name="Facts">What differs between them.</param>
public sealed record RunComparison(IReadOnlyList<RunGroup> Groups, IReadOnlyList<ComparedFigure> Figures, IReadOnlyList<ComparedFact> Facts)
{
    /// <summary>Whether all runs were made in one environment.</summary>
    public bool SameFingerprint => !Facts.Any(f => f.InFingerprint);

    /// <summary>Compares.</summary>
    public static RunComparison Of(IReadOnlyList<RunGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var facts = FactsOf(groups);
        var same = !facts.Any(f => f.InFingerprint);
        var columns = groups.Select(FigureValues.Of).ToList();
        var pairs = groups.Select((g, i) => i == 0 ? [] : RunPairs.Of(groups[0], g)).ToList();
        var figures = columns[0].Where(p => columns.Skip(1).Any(c => c.ContainsKey(p.Key))).Select(p => Compare(p.Value.All[0], [.. columns.Select(c => c.GetValueOrDefault(p.Key, FigureValues.None))], pairs, same)).ToList();
        return new RunComparison(groups, [.. Correct(figures).OrderByDescending(f => f.Primary).ThenBy(f => f.Case, StringComparer.Ordinal)], facts);
    }

    /// <summary>Ratios of one group to the base, primary figures, or all where none is.</summary>
    public ForestPlot Forest(int group)
    {
        var shown = Figures.Where(f => f.Primary).ToList() is { Count: > 0 } primary ? primary : [.. Figures];
        return new ForestPlot($"{Groups[group].Label} ÷ {Groups[0].Label}", PairedComparison.LeastEffect,
        [
            .. shown.Where(f => f.Changes[group - 1].Ratio is > 0).Take(30).Select(f =>
            {
                var (a, b, change) = (f.Values[0], f.Values[group], f.Changes[group - 1]);
                var within = change.Test is null && f.Values.All(v => v.Runs == 1) && b.Lower is > 0 && a.Upper is > 0 and < double.PositiveInfinity && b.Upper is > 0 and < double.PositiveInfinity && a.Lower is > 0;
                return new ForestRow($"{f.Case.Split('/')[^1]}: {f.Label}", change.Ratio!.Value, change.Lower ?? (within ? b.Lower / a.Upper : null), change.Upper ?? (within ? b.Upper / a.Lower : null), Word(change));
            }),
        ]);
    }

    /// <summary>The runs of a group against the base's, a panel for each primary figure; null = neither side has two runs.</summary>
    public SlopePlot? Slope(int group)
    {
        var pairs = RunPairs.Of(Groups[0], Groups[group]);
        if (Math.Max(Groups[0].Runs.Count, Groups[group].Runs.Count) < 2) return null;
        var (a, b) = (FigureValues.Of(Groups[0]), FigureValues.Of(Groups[group]));
        var panels = (Figures.Any(f => f.Primary) ? Figures.Where(f => f.Primary) : Figures).OrderBy(f => f.Changes[group - 1].P ?? 1).Take(SlopePlot.PanelLimit).Select(f =>
        {
            var (from, to) = (a.GetValueOrDefault(f.Key, FigureValues.None), b.GetValueOrDefault(f.Key, FigureValues.None));
            List<SlopeRow> rows = pairs.Count > 0
                ? [.. FigureJudge.Paired(from, to, pairs).Select((p, i) => new SlopeRow($"pair {i + 1}", p.A, p.B))]
                : [.. Enumerable.Range(0, Math.Max(from.Runs.Count, to.Runs.Count)).Select(i => new SlopeRow($"run {i + 1}", i < from.Runs.Count ? from.Runs[i].Value : null, i < to.Runs.Count ? to.Runs[i].Value : null))];
            return new SlopePanel($"{f.Case.Split('/')[^1]}: {f.Label}", f.Unit, f.Better, rows);
        }).Where(p => p.Rows.Count > 0).ToList();
        return panels.Count == 0 ? null : new SlopePlot($"slope-{group}", pairs.Count > 0 ? $"{Groups[group].Label} against {Groups[0].Label}, pair by pair" : $"{Groups[group].Label} and {Groups[0].Label}, run by run", Groups[0].Label, Groups[group].Label, pairs.Count > 0, panels);
    }

    /// <summary>"regressed", "improved", "no change", "inconclusive"; "–" for figures without a better side.</summary>
    public static string Word(ComparedChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Verdict is { } verdict ? Word(verdict) : "–";
    }

    /// <summary>A verdict in words.</summary>
    public static string Word(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.Improved => "improved",
        ChangeVerdict.Regressed => "regressed",
        ChangeVerdict.Equivalent => "no change",
        _ => "inconclusive",
    };

    private static ComparedFigure Compare(Measurement like, List<FigureValues> groups, List<IReadOnlyList<(RunSummary A, RunSummary B)>> pairs, bool same) => new(
        like.Case ?? "", MarkdownReport.Label(like), like.Unit, like.Better, like.Primary, [.. groups.Select(g => g.Shown())],
        [.. Enumerable.Range(1, groups.Count - 1).Select(i => FigureJudge.Judge(like, groups[0], groups[i], pairs[i], same))])
    {
        Key = $"{like.Case} {JUnitReport.NameOf(like)}",
    };

    // Several figures are judged at once: those of a case that decide share one level of error. Were it one level for all cases, five
    // runs a side could decide nothing in a run of more than six figures.
    private static List<ComparedFigure> Correct(List<ComparedFigure> figures)
    {
        for (var group = 0; group < figures.FirstOrDefault()?.Changes.Count; group++)
        {
            foreach (var family in figures.Select((f, i) => (f, i)).Where(p => p.f.Primary && p.f.Changes[group].P is not null).GroupBy(p => p.f.Case).ToList()) Correct(figures, group, [.. family]);
        }

        return figures;
    }

    private static void Correct(List<ComparedFigure> figures, int group, List<(ComparedFigure Figure, int Index)> tested)
    {
        if (tested.Count < 2) return;
        var adjusted = Holm.Adjust([.. tested.Select(p => p.Figure.Changes[group].P!.Value)]);
        foreach (var ((figure, index), p) in tested.Zip(adjusted))
        {
            var change = figure.Changes[group] with { P = p };
            if (p > 0.05 && change.Verdict is ChangeVerdict.Improved or ChangeVerdict.Regressed)
                change = change with { Verdict = ChangeVerdict.Inconclusive, Reason = "not certain among so many figures" };
            figures[index] = figures[index] with { Changes = [.. figures[index].Changes.Select((c, g) => g == group ? change : c)] };
        }
    }

    private static List<ComparedFact> FactsOf(IReadOnlyList<RunGroup> groups)
    {
        List<ComparedFact> facts =
        [
            // A part of the cases compares with the whole: each case has its own seed, and figures are matched case by case.
            Fact("suites", r => string.Join(", ", r.Run.Suites), false), Fact("cases", r => Figure.Count(r.Run.Cases.Count, "case"), false), Fact("profile", r => r.Run.Profile, true), Fact("seed", r => Figure.Exact(r.Run.Seed), true),
            Fact("model asked for", r => r.Run.Target.Model, true), Fact("target", r => r.Run.Target.Url, false), Fact("server version", r => r.Run.Target.Version, false),
        ];
        foreach (var name in groups.SelectMany(g => g.Runs).SelectMany(r => r.Run.Fingerprint.Keys).Distinct().Order(StringComparer.Ordinal))
            facts.Add(Fact(name, r => r.Run.Fingerprint.GetValueOrDefault(name), true));
        return [.. facts.Where(f => f.Values.Distinct().Count() > 1)];

        ComparedFact Fact(string name, Func<RunSummary, string?> value, bool inFingerprint) =>
            new(name, [.. groups.Select(g => g.Runs.Select(value).Distinct().ToList() is [var one] ? one : string.Join(" | ", g.Runs.Select(value).Distinct()))], inFingerprint);
    }
}
