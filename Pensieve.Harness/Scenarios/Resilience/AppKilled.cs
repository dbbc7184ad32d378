using Pensieve.Harness.Faults;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>kill −9 of the app itself: clients see a broken connection, no worker is left behind, and a new start serves.</summary>
internal sealed class AppKilled() : ScenarioCase(
    "resilience/app-kill", "App killed", "killed outright, the app leaves no orphan, and started again it serves", (10, 40, 90), disturbs: true)
{
    private const double OrphanLimit = 1;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (context.Target.OwnPid is not { } pid || context.Restart is not { } restart) return CaseOutcome.Skip("The server is not the run's own, so it is not killed.");
        if (OperatingSystem.IsWindows()) return CaseOutcome.Skip("Windows has no such signal.");
        var worker = (await ServerState.OfAsync(context, cancellationToken))?.WorkerPid;
        var (load, unfit) = await SteadyLoad.PrepareAsync(context, 48, cancellationToken);
        if (load is null) return unfit!;
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        double? orphan = null;
        var (requests, _) = await load.RunAsync(
            async token =>
            {
                context.Emit(new FaultChanged("app-kill", FaultStage.Injected, $"kill −9 of process {pid}"));
                Signals.Send(pid, Signals.Kill);
                orphan = worker is { } w ? await Patience.UntilAsync(() => Task.FromResult(!Processes.IsAlive(w)), 10, token) : null;
            },
            context.Value("after", 2, 4, 8), cancellationToken);
        var begin = context.Clock.Now;
        var target = await restart([], cancellationToken);
        context.Emit(new FaultChanged("app-kill", FaultStage.Lifted, "started again"));
        if (worker is not null)
        {
            context.Measure("orphan_gone", "value", orphan, "s", better: "lower");
            context.Check("the worker follows its app", orphan is not null, "gone", "still there after 10 s");
            if (orphan is not null) timed.AtMost("the worker follows its app", orphan, OrphanLimit, "s");
        }

        // Nobody is left to say why: what is broken must look broken, not complete.
        var odd = requests.Where(r => r is { IsOk: false } && r.Outcome is not (GenerationResult.Reset or GenerationResult.Refused or GenerationResult.Truncated)).ToArray();
        context.Check("broken requests look broken", odd.Length == 0, "reset, refused or truncated", string.Join(", ", odd.GroupBy(r => r.Outcome).Select(g => $"{g.Key} {g.Count()}")));
        load.Book.Check(context);
        IdLedger.Of(requests).Check(context, mayLose: true);
        context.Measure("restart", "value", context.Clock.Now - begin, "s", better: "lower");
        using var client = new Load.LlmClient(target);
        var again = await client.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", "Hello")], MaxTokens = 8 }, cancellationToken);
        context.Check("started again, it serves", again.IsOk, "ok", $"{again.Outcome} {again.Error}");
        return CaseOutcome.Passed;
    }
}
