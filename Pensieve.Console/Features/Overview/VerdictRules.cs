using Pensieve.Console.Live;
using Pensieve.Console.Shared;
using Pensieve.Engine;

namespace Pensieve.Console.Features.Overview;

/// <summary>The findings a verdict is made of.</summary>
internal static class VerdictRules
{
    public static Finding NoModel { get; } = new(Severity.Info, "No model is loaded, so nothing can be served yet.",
        NextStep: "Load a file of the models folder, or start Pensieve with --model FILE, where FILE is any GGUF model on this machine.") { Href = "models" };

    public static IEnumerable<Finding> States(EngineSnapshot engine)
    {
        var told = false;
        foreach (var model in engine.Models)
        {
            if (State(model.State, model.Id, model.Reason ?? engine.Reason, model, engine) is not { } finding) continue;
            told |= model.State == engine.State;
            yield return finding;
        }

        // The engine may be worse than any one model, as when the load of the only one failed.
        if (!told && State(engine.State, "The engine", engine.Reason, null, engine) is { } general) yield return general;
    }

    public static IEnumerable<Finding> Memory(HostReading? host, VerdictLimits limits)
    {
        if (host?.AvailableShare is not { } share || share >= limits.LowMemory) yield break;
        yield return new Finding(share < limits.NoMemory ? Severity.Critical : Severity.Warning,
            $"Memory is near its limit: {Format.Bytes(host.MemoryAvailable!.Value)} of {Format.Bytes(host.MemoryTotal!.Value)} left.",
            "The system may end processes when none is left, the engine first.",
            "Load a smaller model or a shorter context, or end other programs.") { Rule = "memory", Href = "models" };
    }

    public static IEnumerable<Finding> Failures(RequestStats stats)
    {
        if (stats.Failed == 0) yield break;
        var most = stats.Failed * 2 >= stats.Ended && stats.Failed >= 3;
        yield return new Finding(most ? Severity.Critical : Severity.Warning,
            $"{stats.Failed} of {Format.Count(stats.Ended, "request")} failed in the last minute.",
            stats.LastFailure is { } failure ? $"The latest: {failure.Message}" : null) { Rule = "errors", Href = "requests?end=failed" };
    }

    public static IEnumerable<Finding> Load(EngineSnapshot engine, long refusedLately, double stalledSeconds, VerdictLimits limits)
    {
        if (refusedLately > 0)
        {
            yield return new Finding(Severity.Warning, $"{Format.Count(refusedLately, "request")} refused in the last minute.",
                "Slots and queue were full.", "Raise --parallel if memory allows, or spread the load.") { Rule = "refused", Href = "requests" };
        }

        if (stalledSeconds >= limits.StalledSeconds)
        {
            yield return new Finding(Severity.Warning, $"Slots are at work, but no token has come for {stalledSeconds:0} s.",
                "A very long step, a starved machine or a hung device.") { Rule = "stalled", Href = "logs?level=warning" };
        }

        foreach (var model in engine.Models)
        {
            var full = model.QueueCapacity > 0 && model.Queued * 2 >= model.QueueCapacity;
            if (model.Queued == 0 || (!full && model.OldestQueuedMs < limits.LongWaitMs)) continue;
            yield return new Finding(Severity.Warning,
                $"{Format.Count(model.Queued, "request")} wait{(model.Queued == 1 ? "s" : "")} for a slot, the oldest for {Format.Milliseconds(model.OldestQueuedMs)}.",
                model.Slots.All(s => s.State != SlotState.Idle)
                    ? $"All {model.Slots.Count} slots of {model.Id} are at work."
                    : $"Slots of {model.Id} are free, but its KV cache has no room for the next request.") { Rule = "queue", Href = "requests" };
        }
    }

    public static Finding AllWell(EngineSnapshot engine, LiveSample? latest, RequestStats stats)
    {
        var slots = engine.Models.Sum(m => m.Slots.Count);
        var busy = engine.Models.Sum(m => m.Slots.Count(s => s.State != SlotState.Idle));
        var name = engine.Models is [var only] ? only.Id : Format.Count(engine.Models.Count, "model");
        var device = engine.Models is [{ Info.Device: { Length: > 0 } on }] ? $" on {on}" : "";
        if (busy == 0 && stats.Ended == 0)
            return new Finding(Severity.Good, $"All is well and idle: {name} ready{device}, {Format.Count(slots, "slot")} free.");

        var figures = new List<string> { $"{busy} of {Format.Count(slots, "slot")} at work" };
        if (latest?.DecodePerSecond > 0) figures.Add($"{Format.Number(latest.DecodePerSecond)} tokens/s generated");
        if (stats.Ended > 0) figures.Add($"{Format.Count(stats.Ended, "request")} in the last minute");
        if (stats.TtftP50Ms is { } ttft) figures.Add($"first token in {Format.Milliseconds(ttft)}");
        return new Finding(Severity.Good, $"All is well: {string.Join(", ", figures)}.");
    }

    private static Finding? State(EngineState state, string name, string? reason, ModelSnapshot? model, EngineSnapshot engine) => state switch
    {
        EngineState.Failed => new Finding(Severity.Critical, $"{name} failed and serves no requests.{Others(engine)}", reason ?? "No reason was given; the log has the details.",
            "Mend the cause, then load it again.") { Href = "models" },
        EngineState.Restarting => new Finding(Severity.Critical, $"{name} is being restarted; requests are refused until it is back.",
            reason ?? "Its worker process died.", model is { Restarts: > 1 } ? $"It has been restarted {model.Restarts} times: see the log." : null) { Href = "logs?level=warning" },
        EngineState.Draining when model is { IsUnloading: true } => new Finding(Severity.Info,
            $"{name} is being unloaded: {Format.Count(model.Slots.Count(s => s.State != SlotState.Idle) + model.Queued, "request")} to finish, new ones are refused.") { Href = "models" },
        EngineState.Draining => new Finding(Severity.Warning,
            $"Shutting down: {Format.Count(engine.Models.Sum(m => m.Slots.Count(s => s.State != SlotState.Idle) + m.Queued), "request")} to finish, new ones are refused.", reason) { Href = "requests" },
        EngineState.Loading => new Finding(Severity.Info, $"{name} is being loaded{(model is { LoadProgress: > 0 } ? $": {Format.Percent(model.LoadProgress)}" : "")}.", reason) { Href = "models" },
        EngineState.Degraded => new Finding(Severity.Warning, $"{name} serves, but with less than was asked for.", reason) { Href = "models" },
        _ => null,
    };

    private static string Others(EngineSnapshot engine)
    {
        var serving = engine.Models.Count(m => m.State is EngineState.Ready or EngineState.Degraded);
        return serving == 0 ? "" : $" {Format.Count(serving, "other model")} still serve{(serving == 1 ? "s" : "")}.";
    }
}
