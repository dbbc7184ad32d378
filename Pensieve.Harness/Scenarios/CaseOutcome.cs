using Pensieve.Harness.Runs;

namespace Pensieve.Harness.Scenarios;

/// <summary>What a case says of itself. Failed checks, gates and thresholds count besides: the runner takes the worst.</summary>
/// <param name="Status">How it ended, checks apart.</param>
/// <param name="Reason">Why, in one sentence; needed unless it passed.</param>
public sealed record CaseOutcome(CaseStatus Status, string? Reason = null)
{
    /// <summary>Nothing to add to the checks.</summary>
    public static CaseOutcome Passed { get; } = new(CaseStatus.Passed);

    /// <summary>The target cannot undergo it.</summary>
    public static CaseOutcome Skip(string reason) => new(CaseStatus.Skipped, reason);

    /// <summary>It does not hold.</summary>
    public static CaseOutcome Fail(string reason) => new(CaseStatus.Failed, reason);

    /// <summary>The samples do not decide it.</summary>
    public static CaseOutcome Undecided(string reason) => new(CaseStatus.Inconclusive, reason);

    /// <summary>The generator, not the target, was at fault.</summary>
    public static CaseOutcome Invalid(string reason) => new(CaseStatus.Invalid, reason);
}
