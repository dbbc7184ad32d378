using System.Globalization;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Cli;

/// <summary>What a run shows while it runs: drawn from its events alone.</summary>
internal abstract class RunView : IDisposable
{
    /// <summary>A live view on a terminal, plain lines anywhere else.</summary>
    public static RunView For(TextWriter output, RunRecorder recorder)
    {
        var live = ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        RunView view = live ? new LiveRunView(output, TimeProvider.System, () => (System.Console.WindowWidth, System.Console.WindowHeight)) : new PlainRunView(output);
        recorder.Subscribe(view.Take);
        return view;
    }

    /// <summary>Takes an event, on the record's writing thread.</summary>
    public abstract void Take(RunEvent line);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>What an event says that stays on the screen: the run's first and last line, and one for each case; null = nothing.</summary>
    protected static string? LineOf(RunEvent line) => line switch
    {
        RunStarted run => string.Create(CultureInfo.InvariantCulture,
            $"run {run.RunId}: {run.Cases.Count} cases against {run.Target.Url} ({run.Target.Kind}, {run.Target.Model}), profile {run.Profile}, seed {run.Seed}, about {run.Cases.Sum(c => c.ExpectedSeconds):0} s"),
        CaseEnded ended => string.Create(CultureInfo.InvariantCulture, $"{Word(ended.Status),-9} {ended.Case,-36} {ended.Seconds,7:0.0} s{(ended.Partial ? " partial" : "")}{(ended.Reason is { } why ? "  " + why : "")}"),
        RunEnded end => string.Create(CultureInfo.InvariantCulture,
            $"{end.Passed} passed, {end.Failed} failed, {end.Skipped} skipped, {end.Other} undecided or invalid in {end.Seconds:0.0} s: {Word(end.Status)}{(end.Partial ? ", partial" : "")}"),
        _ => null,
    };

    /// <summary>What an event says against its case; null = nothing.</summary>
    protected static string? FaultOf(RunEvent line) => line switch
    {
        CheckResult { Passed: false } check => $"{check.Name}: expected {check.Expected}, found {check.Actual}",
        GateResult { Passed: false } gate => string.Create(CultureInfo.InvariantCulture, $"gate {gate.Name}: {gate.Actual:0.###} {gate.Unit}, allowed {gate.Limit:0.###}"),
        ThresholdResult { Status: not CaseStatus.Passed } limit => string.Create(CultureInfo.InvariantCulture, $"{limit.Expression}: {limit.Actual:0.###} {limit.Unit}"),
        RunNote { Level: not "info" } note => note.Text,
        _ => null,
    };

    private static string Word(CaseStatus status) => status switch
    {
        CaseStatus.Passed => "pass",
        CaseStatus.Skipped => "skip",
        CaseStatus.Inconclusive => "undecided",
        CaseStatus.Invalid => "INVALID",
        CaseStatus.Failed => "FAIL",
        _ => "ERROR",
    };
}
