using Pensieve.Harness.Faults;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>
/// The disk under the server's data is full: a small file system of its own, filled to the last byte, where one may be mounted. Elsewhere
/// the limit that the kernel keeps per process stands for it: no file of the server can grow.
/// </summary>
internal sealed class DiskFull() : ScenarioCase(
    "resilience/disk-full", "Disk full", "when nothing can be written any more, serving goes on unharmed, and what was said to be kept is kept", (16, 45, 85), disturbs: true)
{
    private const string Fault = "disk-full";
    private const int Megabytes = 16;
    private const string Setting = "requests.maxBodyMiB";

    // A database that failed is asked again after a second, then ever more rarely up to 15 s.
    private const double WritesAgainWithin = 20;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (context.Target.OwnPid is not { } own || context.Restart is null) return CaseOutcome.Skip("The server is not the run's own; a full disk may harm what it keeps.");
        if (!OperatingSystem.IsLinux()) return CaseOutcome.Skip("The limit is Linux's prlimit.");
        using var disk = SmallDisk.TryMount(Megabytes);
        if (disk is null && Processes.LimitFileSize(own, ulong.MaxValue) is null) return CaseOutcome.Skip("Nothing may be mounted here, nor limits of another process be set (CAP_SYS_ADMIN, CAP_SYS_RESOURCE).");
        context.Note(disk is null
            ? "No file system may be mounted here: the disk is full by the limit of the server's process on the size of files."
            : $"The server's data lie on a file system of {Megabytes} MB of their own, which is filled.");
        try
        {
            if (disk is not null) await context.RestartAsync(["--data", disk.Path], cancellationToken);
            return await RunAsync(context, disk, cancellationToken);
        }
        finally
        {
            // Off that disk, and after a death back to life: the cases after this one need the server.
            if (disk is not null || !Processes.IsAlive(own)) await context.RestartAsync([], CancellationToken.None);
        }
    }

    private static async Task<CaseOutcome> RunAsync(CaseContext context, SmallDisk? disk, CancellationToken cancellationToken)
    {
        var pid = context.Target.OwnPid!.Value;
        var (load, unfit) = await SteadyLoad.PrepareAsync(context, 16, cancellationToken);
        if (load is null) return unfit!;
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        List<long> kept = [];
        var (requests, at) = await load.RunAsync(
            async token =>
            {
                ulong before = 0;
                if (disk is not null) disk.Fill();
                else before = Processes.LimitFileSize(pid, 0) ?? ulong.MaxValue;
                context.Emit(new FaultChanged(Fault, FaultStage.Injected, disk is not null ? "no byte is free under the server's data" : $"no file of process {pid} can grow"));
                var refused = await WriteAsync(context, context.Value("full", 4, 15, 30), kept, token);
                if (disk is not null) disk.Free();
                else Processes.LimitFileSize(pid, before);
                context.Emit(new FaultChanged(Fault, FaultStage.Lifted));
                context.Measure("writes_refused", "value", refused, "count", refused + kept.Count);
            },
            context.Value("after", 7, 25, 45), cancellationToken);
        var alive = Processes.IsAlive(pid);
        context.Check("the server lives", alive, "alive", "its process is gone");
        load.MeasureRecovery(Fault, requests, at, timed);
        if (!alive) return CaseOutcome.Passed;
        await OracleLoad.CheckAsync(context, load.Book, requests, cancellationToken);
        await KeptAsync(context, timed, kept, cancellationToken);
        return CaseOutcome.Passed;
    }

    // Changes of a setting, again and again: each is refused, or said to be kept. Returns how many were refused.
    private static async Task<int> WriteAsync(CaseContext context, double seconds, List<long> kept, CancellationToken cancellationToken)
    {
        var refused = 0;
        var end = context.Clock.Now + seconds;
        for (var i = 0; context.Clock.Now < end; i++)
        {
            var change = await context.ChangeSettingsAsync($$"""{"{{Setting}}":{{9 + (i % 20)}}}""", null, cancellationToken);
            if (change is { Status: 200, Version: { } version }) kept.Add(version);
            else
            {
                refused++;
                context.Check("a write that is refused says so", change.Status is >= 500 and < 600, "a 5xx", change.Short);
            }

            await Task.Delay(200, cancellationToken);
        }

        return refused;
    }

    // With room again it is written again, and every change that was acknowledged is in the history.
    private static async Task KeptAsync(CaseContext context, TimedChecks timed, List<long> kept, CancellationToken cancellationToken)
    {
        var again = await Patience.UntilAsync(async () => (await context.ChangeSettingsAsync($$"""{"{{Setting}}":64}""", null, cancellationToken)).Status == 200, WritesAgainWithin, cancellationToken);
        timed.Check("with room again, it is written again", again is not null, $"within {WritesAgainWithin:0} s", "not yet");
        var history = await context.GetAsync("api/settings/history", cancellationToken);
        using var json = history.Json();
        if (!context.Check("the history is read", history.Status == 200 && json is not null, 200, history.Short)) return;
        var there = json!.RootElement.EnumerateArray().Select(v => v.GetProperty("version").GetInt64()).ToHashSet();
        var lost = kept.Where(v => !there.Contains(v)).ToArray();
        context.Check("no acknowledged change is lost", lost.Length == 0, $"all {kept.Count}", $"without {string.Join(", ", lost)}");
        await context.RollBackSettingsAsync(0, null, cancellationToken);
    }
}
