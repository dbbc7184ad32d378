using Pensieve.Console.Security.Audit;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>What pages may do with runs, by the rules of <see cref="OperatorActions"/>. One for each circuit.</summary>
public sealed class RunActions(OperatorActions operators, RunManager manager)
{
    /// <summary>Whether the one who looks may start runs.</summary>
    public Task<bool> MayAsync() => operators.MayAsync();

    /// <summary>Starts a run.</summary>
    public async Task<RunStart> StartAsync(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var suites = string.Join(", ", request.Suites);
        LiveRun? run = null;
        var refusal = await operators.DoAsync("run.start", who =>
        {
            // A record of an earlier build may name cases that are no more.
            (run, var reason) = request.Fault() is { } fault ? new RunStart(null, fault.Message) : manager.Start(request, who);
            return (reason, run?.Id ?? suites);
        }, suites);
        return new RunStart(run, refusal);
    }

    /// <summary>Asks a run to stop; returns why it may not.</summary>
    public async Task<string?> CancelAsync(string id)
    {
        var refusal = await AskAsync("run.cancel", id);
        if (refusal is null) manager.Cancel(id);
        return refusal;
    }

    /// <summary>Whether something may be done to a run; returns why it may not.</summary>
    public Task<string?> AskAsync(string action, string id) => operators.AskAsync(action, id);
}
