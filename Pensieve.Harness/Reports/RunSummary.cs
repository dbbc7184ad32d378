using System.Text.Json.Serialization;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports;

/// <summary>One run, folded from its record. Pages, reports and comparisons read this and nothing else.</summary>
public sealed record RunSummary
{
    /// <summary>First line of the record: target, cases, command, fingerprint.</summary>
    public required RunStarted Run { get; init; }

    /// <summary>Where it stands; a record without its last line is running or, once its process is gone, interrupted.</summary>
    public required RunState State { get; init; }

    /// <summary>Exit status of its process; null = it did not get that far.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Seconds it took, or took so far.</summary>
    public double Seconds { get; init; }

    /// <summary>It was stopped before its end; its figures are of what there was.</summary>
    public bool Partial { get; init; }

    /// <summary>Every planned case, in order.</summary>
    public required IReadOnlyList<CaseSummary> Cases { get; init; }

    /// <summary>Notes on the run as a whole.</summary>
    public required IReadOnlyList<RunNote> Notes { get; init; }

    /// <summary>Generator and server over time.</summary>
    public required RunTimeline Timeline { get; init; }

    /// <summary>Lines that could not be read: cut off, or of a newer kind.</summary>
    public int UnreadableLines { get; init; }

    /// <summary>Lines that the numbering says are missing.</summary>
    public long MissingLines { get; init; }

    /// <summary>Number of the last line.</summary>
    public long LastSeq { get; init; }

    /// <summary>When it began.</summary>
    [JsonIgnore]
    public DateTimeOffset At => Run.At;

    /// <summary>Cases in a state.</summary>
    public int Count(RunState state) => Cases.Count(c => c.State == state);

    /// <summary>"6 passed, 1 failed, 2 skipped".</summary>
    [JsonIgnore]
    public string Tally
    {
        get
        {
            var parts = Cases.GroupBy(c => c.State).OrderBy(g => Order(g.Key)).Select(g => $"{g.Count()} {(g.Key == RunState.Pending && RunStates.IsOver(State) ? "not run" : RunStates.Word(g.Key))}").ToList();
            return parts.Count == 0 ? "no case" : string.Join(", ", parts);
        }
    }

    /// <summary>What became of it, in one sentence.</summary>
    [JsonIgnore]
    public string Verdict => State switch
    {
        RunState.Passed => Partial ? $"Stopped early; what ran passed: {Tally}." : $"Passed: {Tally}.",
        RunState.Failed => $"Failed: {Tally}.",
        RunState.Invalid => $"Invalid: the generator could not vouch for its own figures ({Tally}).",
        RunState.Inconclusive => $"Inconclusive: the samples do not decide it ({Tally}).",
        RunState.Skipped => $"Nothing ran: {Tally}.",
        RunState.Interrupted => $"Interrupted after {Figure.Duration(Seconds)}: {Tally}.",
        RunState.Running => $"Running for {Figure.Duration(Seconds)}: {Tally}.",
        _ => $"The harness itself failed: {Tally}.",
    };

    /// <summary>Seconds all cases are expected to take.</summary>
    [JsonIgnore]
    public double ExpectedSeconds => Run.Cases.Sum(c => c.ExpectedSeconds);

    private static int Order(RunState state) => state switch { RunState.Passed => 0, RunState.Failed => 1, _ => 2 + (int)state };
}
