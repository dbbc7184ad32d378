using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Reports.Comparison;

/// <summary>What a comparison says of one group as a whole, by the figures that decide.</summary>
/// <param name="Verdict">The worst that is certain: regressed before improved before no change; inconclusive where nothing is.</param>
/// <param name="Sentence">"2 of 7 figures regressed, 1 improved, 4 inconclusive."</param>
/// <param name="Reason">Why, where all undecided figures have one reason; null = they have several, or all are decided.</param>
/// <param name="Test">The test behind the verdicts; null = none was made.</param>
public sealed record GroupVerdict(ChangeVerdict Verdict, string Sentence, string? Reason, string? Test)
{
    private static readonly ChangeVerdict[] s_order = [ChangeVerdict.Regressed, ChangeVerdict.Improved, ChangeVerdict.Equivalent, ChangeVerdict.Inconclusive];

    /// <summary>The verdict on a group; the base is group 0 and has none.</summary>
    public static GroupVerdict Of(RunComparison comparison, int group)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var judged = comparison.Figures.Where(f => f.Better is not null).ToList();
        var deciding = judged.Any(f => f.Primary) ? judged.Where(f => f.Primary).ToList() : judged;
        var changes = deciding.Select(f => f.Changes[group - 1]).ToList();
        if (changes.Count == 0) return new(ChangeVerdict.Inconclusive, "They have no figure in common that could be better or worse.", null, null);
        var counts = s_order.Select(v => (Verdict: v, Count: changes.Count(c => c.Verdict == v))).Where(c => c.Count > 0).ToList();
        var words = counts.Select((c, i) => $"{c.Count}{(i == 0 ? $" of {Figure.Count(changes.Count, "figure")}" : "")} {RunComparison.Word(c.Verdict)}");
        var reasons = changes.Select(c => c.Reason).OfType<string>().Distinct().ToList();
        var tests = changes.Select(c => c.Test).OfType<string>().Distinct().ToList();
        return new(counts[0].Verdict, string.Join(", ", words) + ".", reasons is [var one] ? one : null, tests.Count == 0 ? null : tests[0]);
    }
}
