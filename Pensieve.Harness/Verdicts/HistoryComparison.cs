namespace Pensieve.Harness.Verdicts;

/// <summary>
/// Compares stored runs, which were not interleaved, by the Mann–Whitney test on one value per run. It needs five runs on each side
/// (three against three cannot go below p = 0.10) and equal fingerprints. Whatever changed in the machine between the two groups counts
/// with them: its verdicts are weaker than those of pairs.
/// </summary>
public static class HistoryComparison
{
    /// <summary>Fewest runs on each side.</summary>
    public const int FewestRuns = 5;

    /// <summary>Result.</summary>
    /// <param name="Ratio">Estimate of new ÷ old; null = there is none.</param>
    /// <param name="Low">Lower bound of its 95 % interval; 0 = none.</param>
    /// <param name="High">Upper bound; +∞ = none.</param>
    /// <param name="P">Two-sided p-value; null = there is none.</param>
    /// <param name="Verdict">What follows: a change where the whole interval lies beyond δ, none where the 90 % interval lies within.</param>
    /// <param name="Reason">Why it is undecided; null = it is not.</param>
    public sealed record Result(double? Ratio, double? Low, double? High, double? P, ChangeVerdict Verdict, string? Reason);

    /// <summary>Judges one metric.</summary>
    /// <param name="old">One positive value per run.</param>
    /// <param name="new">Likewise.</param>
    /// <param name="higherIsBetter">Which direction is better.</param>
    /// <param name="sameFingerprint">Whether all runs have one.</param>
    /// <param name="delta">Least effect that counts.</param>
    /// <param name="alpha">Level.</param>
    public static Result Judge(
        IReadOnlyList<double> old, IReadOnlyList<double> @new, bool higherIsBetter, bool sameFingerprint, double delta = PairedComparison.LeastEffect, double alpha = 0.05)
    {
        if (!sameFingerprint) return new Result(null, null, null, null, ChangeVerdict.Inconclusive, "the runs' environments differ");
        if (old.Count < FewestRuns || @new.Count < FewestRuns)
            return new Result(null, null, null, null, ChangeVerdict.Inconclusive, $"{Runs(old.Count)} against {@new.Count}: {FewestRuns} are needed on each side");
        double[] before = [.. old.Select(v => Math.Log(v))], after = [.. @new.Select(v => Math.Log(v))];
        var p = MannWhitney.Test(before, after).P;
        SignedRank.Interval wide = MannWhitney.Shift(before, after, 1 - alpha), narrow = MannWhitney.Shift(before, after, 1 - (2 * alpha));
        double low = Math.Log(1 - Math.Min(delta, 0.99)), high = Math.Log(1 + delta);
        var (verdict, reason) = p <= alpha && wide.Low > high ? (higherIsBetter ? ChangeVerdict.Improved : ChangeVerdict.Regressed, (string?)null)
            : p <= alpha && wide.High < low ? (higherIsBetter ? ChangeVerdict.Regressed : ChangeVerdict.Improved, null)
            : narrow.Low >= low && narrow.High <= high ? (ChangeVerdict.Equivalent, null)
            : (ChangeVerdict.Inconclusive, p <= alpha ? "they differ, but not for certain by as much as counts" : "the runs do not differ for certain");
        return new Result(Math.Exp(wide.Estimate), Math.Exp(wide.Low), Math.Exp(wide.High), p, verdict, reason);
    }

    private static string Runs(int count) => count == 1 ? "1 run" : $"{count} runs";
}
