using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios;

/// <summary>
/// One case of a suite. It has no state of its own between runs: everything random follows from the context's seed, so that the
/// same command line does the same again.
/// </summary>
public interface ICase
{
    /// <summary>Marked for the smoke profile: among the few of its suite that show most in little time.</summary>
    bool IsSmoke => false;

    /// <summary>What it is, how long it takes under a profile, and what is known when it passes. Its id never changes.</summary>
    CasePlan Plan(RunProfile profile);

    /// <summary>
    /// Runs it. Expected failures are checks or the outcome; an exception is a fault of the harness. On cancellation it may throw
    /// <see cref="OperationCanceledException"/>: what it recorded is kept and labelled partial.
    /// </summary>
    Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken);
}
