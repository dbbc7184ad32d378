using Pensieve.Harness.Load;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Runs;

/// <summary>Everything that a run is given before it begins.</summary>
public sealed record RunSetup
{
    /// <summary>The server under test.</summary>
    public required Target Target { get; init; }

    /// <summary>Suites asked for.</summary>
    public required IReadOnlyList<string> Suites { get; init; }

    /// <summary>Cases, in order.</summary>
    public required IReadOnlyList<ICase> Cases { get; init; }

    /// <summary>Profile.</summary>
    public required RunProfile Profile { get; init; }

    /// <summary>Seed of everything random.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Id of the run; unique by time and chance.</summary>
    public string RunId { get; init; } = NewId(TimeProvider.System);

    /// <summary>The command line that repeats it, without keys.</summary>
    public string Command { get; init; } = "pensieve run";

    /// <summary>Environment.</summary>
    public IReadOnlyDictionary<string, string> Fingerprint { get; init; } = new Dictionary<string, string>();

    /// <summary>See <see cref="CaseContext.Restart"/>; null = the server is not ours.</summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task<Target>>? Restart { get; init; }

    /// <summary>An id that sorts by time: "20261121-101500-3f2a".</summary>
    public static string NewId(TimeProvider time) =>
        time.GetUtcNow().ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N")[..4];
}
