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
        RunView view = live ? new LiveRunView() : new PlainRunView(output);
        recorder.Subscribe(view.Take);
        return view;
    }

    /// <summary>Takes an event, on the record's writing thread.</summary>
    public abstract void Take(RunEvent line);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>A verdict as one word.</summary>
    protected static string Word(CaseStatus status) => status switch
    {
        CaseStatus.Passed => "pass",
        CaseStatus.Skipped => "skip",
        CaseStatus.Inconclusive => "undecided",
        CaseStatus.Invalid => "INVALID",
        CaseStatus.Failed => "FAIL",
        _ => "ERROR",
    };
}
