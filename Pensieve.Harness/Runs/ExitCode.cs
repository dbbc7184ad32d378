namespace Pensieve.Harness.Runs;

/// <summary>Exit status of a run's process.</summary>
public static class ExitCode
{
    /// <summary>Passed; skipped cases do not count.</summary>
    public const int Passed = 0;

    /// <summary>A case failed.</summary>
    public const int Failed = 1;

    /// <summary>The harness failed or was told nonsense.</summary>
    public const int Error = 2;

    /// <summary>No case failed, and one could not be decided.</summary>
    public const int Inconclusive = 3;

    /// <summary>No case failed, and one broke a validity gate.</summary>
    public const int Invalid = 4;

    /// <summary>The exit status for a run that ended so.</summary>
    public static int Of(CaseStatus status) => status switch
    {
        CaseStatus.Passed or CaseStatus.Skipped => Passed,
        CaseStatus.Failed => Failed,
        CaseStatus.Inconclusive => Inconclusive,
        CaseStatus.Invalid => Invalid,
        _ => Error,
    };
}
