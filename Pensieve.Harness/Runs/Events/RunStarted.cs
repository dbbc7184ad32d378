namespace Pensieve.Harness.Runs.Events;

/// <summary>First line of every record.</summary>
/// <param name="RunId">Id of the run.</param>
/// <param name="At">Wall clock at T = 0.</param>
/// <param name="Suites">"truth", "integration", "stress", "bench", "resilience".</param>
/// <param name="Profile">Name of the profile: "smoke", "quick", "standard", "full", or a file's.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Target">What is tested.</param>
/// <param name="Cases">Every case that will run, in order.</param>
/// <param name="Command">The command line that repeats this run.</param>
/// <param name="Fingerprint">Environment: machine, build, model, flags; runs compare only where it is equal.</param>
public sealed record RunStarted(
    string RunId,
    DateTimeOffset At,
    IReadOnlyList<string> Suites,
    string Profile,
    long Seed,
    TargetInfo Target,
    IReadOnlyList<CasePlan> Cases,
    string Command,
    IReadOnlyDictionary<string, string> Fingerprint) : RunEvent;
