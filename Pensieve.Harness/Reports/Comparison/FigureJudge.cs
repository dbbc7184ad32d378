using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Reports.Comparison;

/// <summary>What one figure says of a group against the base: by pairs where the runs took turns, else by Mann–Whitney.</summary>
internal static class FigureJudge
{
    /// <summary>Judges one figure of two groups.</summary>
    /// <param name="like">The figure: its better side.</param>
    /// <param name="a">In the base.</param>
    /// <param name="b">In the other group.</param>
    /// <param name="pairs">Runs that took turns; empty = they did not.</param>
    /// <param name="same">Whether all runs were made in one environment.</param>
    public static ComparedChange Judge(Measurement like, FigureValues a, FigureValues b, IReadOnlyList<(RunSummary A, RunSummary B)> pairs, bool same)
    {
        IReadOnlyList<double> old = a.Values, now = b.Values;
        double? ratio = a.Shown().Value is > 0 and var from && b.Shown().Value is { } to && double.IsFinite(from) && double.IsFinite(to) ? to / from : null;
        if (like.Better is null) return new(ratio, null, null, null);
        if (old.Concat(now).Any(double.IsInfinity)) return Undecided(null, "requests timed out: there is no ratio");
        if (old.Count == 0 || now.Count == 0) return Undecided(null, "too few samples for a figure");
        if (old.Concat(now).Any(v => v <= 0)) return Undecided(ratio, "ratios need values above zero");
        var paired = Paired(a, b, pairs);
        if (same && paired.Count >= RunPairs.Fewest)
        {
            var result = PairedComparison.Judge([new(like.Metric, [.. paired.Select(p => p.A)], [.. paired.Select(p => p.B)], like.Better == "higher")])[0];
            return new(result.Ratio, result.Verdict, result.Verdict == ChangeVerdict.Inconclusive ? "the pairs do not decide it" : null, result.P)
            {
                Lower = Known(result.Low), Upper = Known(result.High), Test = $"signed-rank test of {paired.Count} pairs",
            };
        }

        var judged = HistoryComparison.Judge(old, now, like.Better == "higher", same);
        return new(judged.Ratio ?? ratio, judged.Verdict, judged.Reason, judged.P)
        {
            Lower = Known(judged.Low), Upper = Known(judged.High), Test = judged.P is null ? null : $"Mann–Whitney test of {old.Count} against {now.Count} runs",
        };
    }

    /// <summary>The values of the pairs that both have.</summary>
    public static IReadOnlyList<(double A, double B)> Paired(FigureValues a, FigureValues b, IReadOnlyList<(RunSummary A, RunSummary B)> pairs) =>
        [.. pairs.Select(p => (A: Of(a, p.A), B: Of(b, p.B))).Where(p => p is { A: not null, B: not null }).Select(p => (p.A!.Value, p.B!.Value))];

    private static double? Of(FigureValues values, RunSummary run) => values.Runs.Where(r => ReferenceEquals(r.Run, run)).Select(r => (double?)r.Value).FirstOrDefault();

    private static ComparedChange Undecided(double? ratio, string reason) => new(ratio, ChangeVerdict.Inconclusive, reason, null);

    private static double? Known(double? bound) => bound is > 0 and < double.PositiveInfinity ? bound : null;
}
