using System.Text.Json.Serialization;

namespace Pensieve.Harness.Runs.Events;

/// <summary>
/// One line of a run's record. The record is the only truth about a run: the console, the live page, every report and every
/// comparison are drawn from it, so that no two of them can disagree. Lines are JSON (NDJSON), in the order in which they happened.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStarted), "run_started")]
[JsonDerivedType(typeof(CaseStarted), "case_started")]
[JsonDerivedType(typeof(PhaseChanged), "phase")]
[JsonDerivedType(typeof(FaultChanged), "fault")]
[JsonDerivedType(typeof(LoadTick), "tick")]
[JsonDerivedType(typeof(ServerSample), "server")]
[JsonDerivedType(typeof(RequestSample), "request")]
[JsonDerivedType(typeof(CheckResult), "check")]
[JsonDerivedType(typeof(Measurement), "measure")]
[JsonDerivedType(typeof(PairMeasured), "pair")]
[JsonDerivedType(typeof(ThresholdResult), "threshold")]
[JsonDerivedType(typeof(GateResult), "gate")]
[JsonDerivedType(typeof(RunNote), "note")]
[JsonDerivedType(typeof(CaseEnded), "case_ended")]
[JsonDerivedType(typeof(RunEnded), "run_ended")]
public abstract record RunEvent
{
    /// <summary>Number of the line, from 0 without gaps; set by the writer.</summary>
    public long Seq { get; init; }

    /// <summary>Seconds since the run began, on a monotonic clock; set by the writer.</summary>
    public double T { get; init; }

    /// <summary>Id of the case that it belongs to; null = the run as a whole.</summary>
    public string? Case { get; init; }
}
