using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Reports.Comparison;

/// <summary>A comparison for the terminal.</summary>
public static class ComparisonText
{
    /// <summary>Writes it.</summary>
    public static void Write(RunComparison comparison, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(output);
        for (var i = 0; i < comparison.Groups.Count; i++)
            output.WriteLine($"{(char)('A' + i)}  {comparison.Groups[i].Label} ({Figure.Count(comparison.Groups[i].Runs.Count, "run")})");
        foreach (var fact in comparison.Facts) output.WriteLine($"{(fact.InFingerprint ? "!" : " ")}  {fact.Name}: {string.Join("  |  ", fact.Values.Select(v => v ?? "not said"))}");
        if (!comparison.SameFingerprint) output.WriteLine("!  The environments differ where marked: no verdict is drawn from these runs.");
        output.WriteLine();
        foreach (var figure in comparison.Figures)
        {
            var values = string.Join("  →  ", figure.Values.Select(v => v.Value is { } value ? Figure.Text(value, figure.Unit) : "none"));
            output.WriteLine($"{figure.Case} {figure.Label}{(figure.Primary ? " *" : "")}: {values}");
            foreach (var change in figure.Changes)
                output.WriteLine($"    × {(change.Ratio is { } ratio ? Figure.Digits(ratio) : "?")}{(change is { Lower: { } low, Upper: { } high } ? $" ({Figure.Digits(low)} to {Figure.Digits(high)})" : "")}  {RunComparison.Word(change)}{(change.P is { } p ? $", p = {Figure.Digits(p)}" : "")}{(change.Reason is { } reason ? $" ({reason})" : "")}");
        }

        for (var i = 1; i < comparison.Groups.Count && comparison.Figures.Count > 0; i++)
        {
            var verdict = GroupVerdict.Of(comparison, i);
            output.WriteLine();
            output.WriteLine($"{(char)('A' + i)} against A: {verdict.Sentence}{(verdict.Reason is { } why ? $" {why}." : "")}{(verdict.Test is { } test ? $" By {test}." : "")}");
        }

        if (comparison.Figures.Count == 0) output.WriteLine("They have no figure in common.");
    }

    /// <summary>Worst verdict of the primary figures, as an exit status: 0 nothing regressed for certain and something was decided, 1 regressed, 3 undecided.</summary>
    public static int ExitCodeOf(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var verdicts = comparison.Figures.Where(f => f.Primary).SelectMany(f => f.Changes).Select(c => c.Verdict).OfType<ChangeVerdict>().ToList();
        return verdicts.Contains(ChangeVerdict.Regressed) ? Runs.ExitCode.Failed
            : verdicts.Any(v => v is ChangeVerdict.Improved or ChangeVerdict.Equivalent) ? Runs.ExitCode.Passed : Runs.ExitCode.Inconclusive;
    }
}
