using Pensieve.Harness.Faults;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>No file of the server can grow any more: as a full disk, by the limit that the kernel keeps per process.</summary>
internal sealed class DiskFull() : ScenarioCase(
    "resilience/disk-full", "Disk full", "when nothing can be written any more, serving goes on unharmed", (13, 40, 80), disturbs: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (context.Target.OwnPid is not { } pid || context.Restart is not { } restart) return CaseOutcome.Skip("The server is not the run's own; a full disk may harm what it keeps.");
        if (!OperatingSystem.IsLinux()) return CaseOutcome.Skip("The limit is Linux's prlimit.");
        if (Processes.LimitFileSize(pid, ulong.MaxValue) is not { } before) return CaseOutcome.Skip("Limits of another process may not be set here (CAP_SYS_RESOURCE).");
        var (load, unfit) = await SteadyLoad.PrepareAsync(context, 16, cancellationToken);
        if (load is null) return unfit!;
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        var (requests, at) = await load.RunAsync(
            async token =>
            {
                Processes.LimitFileSize(pid, 0);
                context.Emit(new FaultChanged("disk-full", FaultStage.Injected, $"no file of process {pid} can grow"));
                await Task.Delay(TimeSpan.FromSeconds(context.Value("full", 4, 15, 30)), token);
                Processes.LimitFileSize(pid, before);
                context.Emit(new FaultChanged("disk-full", FaultStage.Lifted));
            },
            context.Value("after", 7, 25, 45), cancellationToken);
        var alive = Processes.IsAlive(pid);
        context.Check("the server lives", alive, "alive", "its process is gone");
        load.MeasureRecovery("disk-full", requests, at, timed);
        if (alive) await OracleLoad.CheckAsync(context, load.Book, requests, cancellationToken);
        else await restart([], cancellationToken);
        return CaseOutcome.Passed;
    }
}
