using Pensieve.Harness.Faults;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>What the server needs to be there and serve a little.</summary>
internal sealed class BaseMemory() : ScenarioCase(
    "stress/base-memory", "Memory of base operation", "app and worker together, with the model loaded and in use, stay below 2.5 GB plus the model's own size", (1, 6, 10), smoke: true)
{
    private const double LimitBytes = 2.5e9;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (!context.Target.IsPensieve || !context.Target.IsLocal) return CaseOutcome.Skip("The processes of a server elsewhere, or of another make, are not known.");
        var state = await ServerState.OfAsync(context, cancellationToken);
        if (state is null || (context.Target.OwnPid ?? Processes.ParentOf(state.WorkerPid)) is not { } app) return CaseOutcome.Skip("The app's process is not known: it runs in another namespace, or its engine in process.");
        var calls = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"Repeat: memory {i}")], MaxTokens = 16 });
        await context.LoadAsync(LoadPlan.Batch(calls, 4, 40, 30) with { Gates = false }, cancellationToken);
        if (Processes.Usage(app) is not { } appUse) return CaseOutcome.Skip("The app's process may not be looked at.");
        var worker = state.WorkerPid is { } pid ? Processes.Usage(pid) : null;
        var model = state.Path is { } path && File.Exists(path) ? new FileInfo(path).Length : 0;
        var total = appUse.Bytes + (worker?.Bytes ?? 0);
        context.Measure("app_memory", "value", appUse.Bytes, "bytes", better: "lower");
        context.Measure("worker_memory", "value", worker?.Bytes, "bytes", better: "lower");
        context.Measure("base_memory", "value", total, "bytes", better: "lower", primary: true);
        context.Check("memory", total - model < LimitBytes, $"below {LimitBytes / 1e9:0.0} GB besides the model's {model / 1e6:0} MB", $"{total / 1e6:0} MB");
        return CaseOutcome.Passed;
    }
}
