namespace Pensieve.Harness.Verdicts;

/// <summary>
/// Compares stored runs, which were not interleaved, by the Mann–Whitney test on one value per run. It needs five runs on each side
/// (three against three cannot go below p = 0.10) and equal fingerprints; its verdicts are weaker than those of pairs.
/// </summary>
public static class HistoryComparison
{
    /// <summary>Fewest runs on each side.</summary>
    public const int FewestRuns = 5;

    /// <summary>Result.</summary>
    /// <param name="Ratio">Estimate of new ÷ old.</param>
    /// <param name="P">Two-sided p-value; null = there is none.</param>
    /// <param name="Verdict">What follows; never <see cref="ChangeVerdict.Equivalent"/>, which unpaired runs cannot show.</param>
    /// <param name="Reason">Why it is undecided; null = it is not.</param>
    public sealed record Result(double? Ratio, double? P, ChangeVerdict Verdict, string? Reason);

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
        if (!sameFingerprint) return new Result(null, null, ChangeVerdict.Inconclusive, "the runs' environments differ");
        if (old.Count < FewestRuns || @new.Count < FewestRuns)
            return new Result(null, null, ChangeVerdict.Inconclusive, $"{old.Count} runs against {@new.Count}: {FewestRuns} are needed on each side");
        var test = MannWhitney.Test([.. old.Select(v => Math.Log(v))], [.. @new.Select(v => Math.Log(v))]);
        var ratio = Math.Exp(test.Shift);
        var beyond = ratio > 1 + delta || ratio < 1 - delta;
        if (test.P > alpha || !beyond) return new Result(ratio, test.P, ChangeVerdict.Inconclusive, test.P > alpha ? "the runs do not differ for certain" : "the difference is smaller than what counts");
        return new Result(ratio, test.P, ratio > 1 == higherIsBetter ? ChangeVerdict.Improved : ChangeVerdict.Regressed, null);
    }
}
