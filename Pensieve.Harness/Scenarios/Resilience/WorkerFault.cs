using System.Text.Json;
using Pensieve.Harness.Faults;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>The engine's process is killed, aborted or stopped under load.</summary>
/// <param name="detectLimit">Most seconds until the server itself says so.</param>
/// <param name="recoverLimit">Most seconds from then until a request succeeds, besides the model's own load time.</param>
internal sealed class WorkerFault(string name, string title, string what, int signal, double detectLimit, double recoverLimit, bool smoke = false) : ScenarioCase(
    "resilience/" + name, title, $"{what}: noticed, told to everyone in flight, and mended without help; nothing lost, nothing twice", (16, 370, 620), disturbs: true, smoke)
{
    private const double ServeAgain = 60;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (!context.Target.IsPensieve) return CaseOutcome.Skip("The target has no engine process of its own that is known.");
        if (!context.Target.IsLocal || OperatingSystem.IsWindows()) return CaseOutcome.Skip("Signals need a server on this machine, and Unix.");
        if ((await ServerState.OfAsync(context, cancellationToken))?.WorkerPid is not { } pid) return CaseOutcome.Skip("The engine runs in the app's own process.");
        if (!Processes.IsAlive(pid)) return CaseOutcome.Skip("The worker's process is in another namespace.");
        var (load, unfit) = await SteadyLoad.PrepareAsync(context, 32, cancellationToken);
        if (load is null) return unfit!;
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        List<GenerationResult> all = [];
        for (var round = 0; round < context.Count("repeats", 1, 3, 5); round++)
        {
            if (await OneAsync(context, load, timed, all, cancellationToken) is { } reason) return CaseOutcome.Skip(reason);

            // The engine gives up a model that crashes more than three times in five minutes; that is a promise of its own.
            await Task.Delay(TimeSpan.FromSeconds(context.Value("rest", 0, 110, 110)), cancellationToken);
        }

        load.Book.Check(context);
        IdLedger.Of(all).Check(context);
        context.Check("the server is idle afterwards", await ServerState.WaitIdleAsync(context, 15, cancellationToken), "no busy slot, no queue", "still busy after 15 s");
        await ServerLedger.CheckAsync(context, all, cancellationToken);
        return CaseOutcome.Passed;
    }

    private async Task<string?> OneAsync(CaseContext context, SteadyLoad load, TimedChecks timed, List<GenerationResult> all, CancellationToken cancellationToken)
    {
        var before = await ServerState.OfAsync(context, cancellationToken);
        if (before?.WorkerPid is not { } pid) return "The worker is not running any more.";
        double? detected = null;
        var permitted = true;
        var (requests, at) = await load.RunAsync(
            async token =>
            {
                context.Emit(new FaultChanged(name, FaultStage.Injected, $"signal {signal} to process {pid}"));
                permitted = Signals.Send(pid, signal);
                if (!permitted) return;

                // The .NET runtime takes the first abort for itself and restores the default, as abort() does; the next must not come
                // before that, or both count as one.
                for (var again = 0; signal == Signals.Abort && again < 50 && Processes.IsAlive(pid); again++)
                {
                    await Task.Delay(20, token);
                    Signals.Send(pid, signal);
                }

                detected = await Patience.UntilAsync(async () => await ServerState.OfAsync(context, token) is { } now && (!now.IsServing || now.Restarts > before.Restarts || now.WorkerPid != pid), 20, token);
                if (detected is { } seconds) context.Emit(new FaultChanged(name, FaultStage.Detected, "the server says so", Math.Round(seconds, 3)));
            },
            context.Value("after", 8, 15, 20), cancellationToken);
        if (!permitted) return $"Process {pid} may not be signalled.";
        all.AddRange(requests);
        context.Measure("detection", "value", detected, "s", better: "lower", primary: true);
        timed.AtMost("detected by the server", detected, detectLimit, "s");
        var success = load.MeasureRecovery(name, requests, at, timed);
        await Patience.UntilAsync(async () => await ServerState.OfAsync(context, cancellationToken) is { IsServing: true }, ServeAgain, cancellationToken);
        timed.AtMost("first success after detection", success - detected, recoverLimit + await LoadSecondsAsync(context, cancellationToken), "s");
        var state = await ServerState.OfAsync(context, cancellationToken);
        context.Check("another worker serves", state is { IsServing: true, WorkerPid: { } now } && now != pid, "a new process", $"{state?.State}, process {state?.WorkerPid}");
        context.Check("the old worker is gone", await Patience.UntilAsync(() => Task.FromResult(!Processes.IsAlive(pid)), 5, cancellationToken) is not null, "gone", $"process {pid} is there");

        // In flight at the fault: a terminal error that says why, or a retry that succeeded; never a stream that just stops.
        foreach (var harmed in requests.Where(r => !r.IsOk && r.Outcome != GenerationResult.Shed).Take(50))
            context.Check("a harmed request is told why", harmed.Outcome == GenerationResult.StreamError || harmed.Status >= 500, "an error event or status", $"{harmed.Outcome} {harmed.Error}", harmed.ServerId);
        return null;
    }

    private static async Task<double> LoadSecondsAsync(CaseContext context, CancellationToken cancellationToken)
    {
        using var snapshot = context.Server is null ? null : await context.Server.SnapshotAsync(cancellationToken);
        foreach (var model in snapshot?.RootElement.GetProperty("models").EnumerateArray() ?? default)
        {
            if (model.GetProperty("id").GetString() == context.Target.Model && model.TryGetProperty("info", out var info) && info.ValueKind == JsonValueKind.Object)
                return info.GetProperty("loadSeconds").GetDouble();
        }

        return 0;
    }
}
