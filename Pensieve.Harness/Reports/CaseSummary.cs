using System.Text.Json.Serialization;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports;

/// <summary>One case of a run.</summary>
public sealed record CaseSummary
{
    /// <summary>What it was to do.</summary>
    public required CasePlan Plan { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Why, in one sentence; null = it passed or has not ended.</summary>
    public string? Reason { get; init; }

    /// <summary>When it began, in seconds of the run; null = not yet.</summary>
    public double? From { get; init; }

    /// <summary>When it ended; null = not yet.</summary>
    public double? To { get; init; }

    /// <summary>How long it took; null = it has not ended.</summary>
    public double? Seconds { get; init; }

    /// <summary>It was stopped before its end.</summary>
    public bool Partial { get; init; }

    /// <summary>What was looked at; the first <see cref="CaseFold.CheckLimit"/>, failed ones always.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>All checks, also those not kept.</summary>
    public int CheckCount { get; init; }

    /// <summary>Its figures.</summary>
    public required IReadOnlyList<Measurement> Measurements { get; init; }

    /// <summary>Pairs of interleaved runs.</summary>
    public IReadOnlyList<PairMeasured> Pairs { get; init; } = [];

    /// <summary>Limits of the profile.</summary>
    public required IReadOnlyList<ThresholdResult> Thresholds { get; init; }

    /// <summary>Proofs of the generator's honesty.</summary>
    public required IReadOnlyList<GateResult> Gates { get; init; }

    /// <summary>Its stages.</summary>
    public required IReadOnlyList<TimeSpanMark> Phases { get; init; }

    /// <summary>What became of its faults, in order.</summary>
    public required IReadOnlyList<FaultChanged> Faults { get; init; }

    /// <summary>Notes on it.</summary>
    public required IReadOnlyList<RunNote> Notes { get; init; }

    /// <summary>Its requests, counted.</summary>
    public required RequestTotals Requests { get; init; }

    /// <summary>The requests that took longest, slowest first.</summary>
    public required IReadOnlyList<RequestSample> Slowest { get; init; }

    /// <summary>Requests that did not end well, those apart whose client left on purpose; the first <see cref="CaseFold.FailureLimit"/>.</summary>
    public required IReadOnlyList<RequestSample> FailedRequests { get; init; }

    /// <summary>Samples that heatmap, distribution and Gantt are drawn from.</summary>
    public required IReadOnlyList<RequestSample> Samples { get; init; }

    /// <summary>Every how many-th request is among <see cref="Samples"/>.</summary>
    public int SampleStride { get; init; } = 1;

    /// <summary>Checks that did not hold.</summary>
    [JsonIgnore]
    public IEnumerable<CheckResult> FailedChecks => Checks.Where(c => !c.Passed);
}

/// <summary>A stretch of the run's time axis.</summary>
/// <param name="Name">What it is.</param>
/// <param name="From">Second it begins.</param>
/// <param name="To">Second it ends; null = it has not.</param>
/// <param name="Detail">What was asked in it.</param>
public sealed record TimeSpanMark(string Name, double From, double? To, string? Detail);

/// <summary>Requests of a case, counted. Sums over all requests, warm-up included.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Outcomes">How many ended how.</param>
/// <param name="PromptTokens">Of final usages.</param>
/// <param name="CachedTokens">Of them from the cache.</param>
/// <param name="OutputTokens">Of final usages.</param>
public sealed record RequestTotals(int Total, IReadOnlyDictionary<string, int> Outcomes, long PromptTokens, long CachedTokens, long OutputTokens);
