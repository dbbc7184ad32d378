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
public sealed record ComparedChange(double? Ratio, ChangeVerdict? Verdict, string? Reason, double? P);

/// <summary>One figure over all groups.</summary>
/// <param name="Case">Id of its case.</param>
/// <param name="Label">"ttft p50, concurrency 8".</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">"lower", "higher", or null where neither is.</param>
/// <param name="Primary">Comparisons decide on it.</param>
/// <param name="Values">One for each group.</param>
/// <param name="Changes">One for each group but the first.</param>
public sealed record ComparedFigure(
    string Case, string Label, string Unit, string? Better, bool Primary, IReadOnlyList<ComparedValue> Values, IReadOnlyList<ComparedChange> Changes);

/// <summary>What differs between the environments.</summary>
/// <param name="Name">Of the fact.</param>
/// <param name="Values">One for each group; null = not said.</param>
/// <param name="InFingerprint">Whether it makes the runs incomparable.</param>
public sealed record ComparedFact(string Name, IReadOnlyList<string?> Values, bool InFingerprint);

/// <summary>
/// Groups of runs side by side, the first being the base. A verdict needs replicates: five runs on each side with one
/// environment (Mann–Whitney on one value per run, Holm over primary figures); one run each decides nothing, whatever its
/// intervals say, since runs differ more than requests within one.
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
        var columns = groups.Select(g => g.Runs.SelectMany(r => r.Cases.SelectMany(c => c.Measurements.Select(m => (Key: $"{c.Plan.Id} {JUnitReport.NameOf(m)}", Figure: m))))
            .GroupBy(p => p.Key).ToDictionary(p => p.Key, p => p.Select(f => f.Figure).ToList(), StringComparer.Ordinal)).ToList();
        var figures = columns[0].Where(p => columns.Skip(1).Any(c => c.ContainsKey(p.Key))).Select(p => Compare(p.Value[0], [.. columns.Select(c => c.GetValueOrDefault(p.Key) ?? [])], same)).ToList();
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
                return new ForestRow($"{f.Case.Split('/')[^1]}: {f.Label}", change.Ratio!.Value,
                    b.Lower is > 0 && a.Upper is > 0 and < double.PositiveInfinity ? b.Lower / a.Upper : null, b.Upper is > 0 and < double.PositiveInfinity && a.Lower is > 0 ? b.Upper / a.Lower : null, Word(change));
            }),
        ]);
    }

    /// <summary>"regressed", "improved", "inconclusive"; "–" for figures without a better side.</summary>
    public static string Word(ComparedChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Verdict is { } verdict ? verdict.ToString().ToLowerInvariant() : "–";
    }

    private static ComparedFigure Compare(Measurement like, IReadOnlyList<List<Measurement>> groups, bool same)
    {
        List<ComparedValue> values = [.. groups.Select(Value)];
        var old = Known(groups[0]);
        List<ComparedChange> changes = [];
        for (var i = 1; i < groups.Count; i++)
        {
            double? ratio = values[0].Value is > 0 and var a && values[i].Value is { } b && double.IsFinite(a) && double.IsFinite(b) ? b / a : null;
            if (like.Better is null)
            {
                changes.Add(new ComparedChange(ratio, null, null, null));
                continue;
            }

            var now = Known(groups[i]);
            if (old.Concat(now).Any(double.IsInfinity))
            {
                changes.Add(new ComparedChange(null, ChangeVerdict.Inconclusive, "requests timed out: there is no ratio", null));
                continue;
            }

            if (old.Concat(now).Any(v => v <= 0))
            {
                changes.Add(new ComparedChange(ratio, ChangeVerdict.Inconclusive, "ratios need values above zero", null));
                continue;
            }

            var judged = HistoryComparison.Judge(old, now, like.Better == "higher", same);
            changes.Add(new ComparedChange(judged.Ratio ?? ratio, judged.Verdict, judged.Reason, judged.P));
        }

        return new ComparedFigure(like.Case ?? "", MarkdownReport.Label(like), like.Unit, like.Better, like.Primary, values, changes);
    }

    // Several figures are judged at once: those that decide share one level of error.
    private static List<ComparedFigure> Correct(List<ComparedFigure> figures)
    {
        for (var group = 0; group < figures.FirstOrDefault()?.Changes.Count; group++)
        {
            var tested = figures.Select((f, i) => (f, i)).Where(p => p.f.Primary && p.f.Changes[group].P is not null).ToList();
            if (tested.Count < 2) continue;
            var adjusted = Holm.Adjust([.. tested.Select(p => p.f.Changes[group].P!.Value)]);
            foreach (var ((figure, index), p) in tested.Zip(adjusted))
            {
                var change = figure.Changes[group] with { P = p };
                if (p > 0.05 && change.Verdict is ChangeVerdict.Improved or ChangeVerdict.Regressed)
                    change = change with { Verdict = ChangeVerdict.Inconclusive, Reason = "not certain among so many figures" };
                figures[index] = figures[index] with { Changes = [.. figures[index].Changes.Select((c, g) => g == group ? change : c)] };
            }
        }

        return figures;
    }

    private static ComparedValue Value(List<Measurement> figures)
    {
        var values = Known(figures).Order().ToList();
        var only = figures.Count == 1 ? figures[0] : null;
        return new ComparedValue(values.Count == 0 ? null : values.Count % 2 == 1 ? values[values.Count / 2] : (values[values.Count / 2 - 1] + values[values.Count / 2]) / 2,
            only?.Lower, only?.Upper, figures.Sum(f => f.N), values.Count);
    }

    private static List<double> Known(List<Measurement> figures) => [.. figures.Select(f => f.Value).OfType<double>().Where(v => !double.IsNaN(v))];

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
