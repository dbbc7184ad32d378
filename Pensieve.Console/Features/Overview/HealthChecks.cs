using System.Globalization;
using Pensieve.Console.Live;
using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Shell;
using Pensieve.Engine;

namespace Pensieve.Console.Features.Overview;

/// <summary>The checks that a frame answers. Pure; thresholds are those of <see cref="Verdict"/>.</summary>
public static class HealthChecks
{
    /// <summary>A sample older than this is a finding; one is taken every second.</summary>
    public static readonly TimeSpan StaleSample = TimeSpan.FromSeconds(5);

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<HealthCheck> From(LiveFrame frame, VerdictLimits? given = null)
    {
        var limits = given ?? VerdictLimits.Default;
        List<HealthCheck> checks = [Engine(frame.Engine)];
        foreach (var model in frame.Engine.Models) checks.Add(Worker(model, frame.Engine.Models.Count > 1));
        checks.Add(Queue(frame.Engine.Models, limits));
        checks.Add(Progress(frame, limits));
        checks.Add(Failures(frame.Stats));
        checks.Add(Kv(frame.Engine.Models));
        checks.Add(Memory(frame.Host, limits));
        checks.Add(Sampling(frame));
        return checks;
    }

    private static HealthCheck Engine(EngineSnapshot engine)
    {
        var status = EngineStatusModel.From(engine);
        var severity = status.Tone switch { "good" => Severity.Good, "warn" => Severity.Warning, "bad" => Severity.Critical, _ => Severity.Info };
        return new HealthCheck("Engine", severity, status.Word, engine.Reason) { Href = "models" };
    }

    private static HealthCheck Worker(ModelSnapshot model, bool named)
    {
        var name = named ? $"Worker of {model.Id}" : "Worker";
        var place = model.WorkerPid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"process {pid}") : model.Isolation == "InProcess" ? "in this process" : "not running";
        return model.Restarts == 0
            ? new HealthCheck(name, model.State == EngineState.Failed ? Severity.Critical : Severity.Good, model.State == EngineState.Failed ? "Failed" : "Never restarted", place)
            : new HealthCheck(name, Severity.Warning, Format.Count(model.Restarts, "restart"), place) { Href = "logs?level=warning" };
    }

    private static HealthCheck Queue(IReadOnlyList<ModelSnapshot> models, VerdictLimits limits)
    {
        var (queued, capacity) = (models.Sum(m => m.Queued), models.Sum(m => m.QueueCapacity));
        if (queued == 0) return new HealthCheck("Queue", models.Count == 0 ? Severity.Info : Severity.Good, "Empty", models.Count == 0 ? "No model is loaded" : null);
        var oldest = models.Max(m => m.OldestQueuedMs);
        return new HealthCheck("Queue", oldest >= limits.LongWaitMs || queued * 2 >= capacity ? Severity.Warning : Severity.Good,
            string.Create(CultureInfo.InvariantCulture, $"{queued:N0} of {capacity:N0}"), $"oldest {Format.Milliseconds(oldest)}") { Href = "requests" };
    }

    private static HealthCheck Progress(LiveFrame frame, VerdictLimits limits) => frame.StalledSeconds >= limits.StalledSeconds
        ? new HealthCheck("Progress", Severity.Warning, "Stalled", string.Create(CultureInfo.InvariantCulture, $"no token for {frame.StalledSeconds:0} s at busy slots")) { Href = "requests" }
        : new HealthCheck("Progress", Severity.Good, "No stall");

    private static HealthCheck Failures(RequestStats stats) => stats.Failed == 0
        ? new HealthCheck("Requests", Severity.Good, "No failure", $"of {stats.Ended.ToString("N0", CultureInfo.InvariantCulture)} in the last minute") { Href = "requests" }
        : new HealthCheck("Requests", stats.Failed * 2 >= stats.Ended && stats.Failed >= 3 ? Severity.Critical : Severity.Warning, $"{stats.Failed.ToString("N0", CultureInfo.InvariantCulture)} failed",
            $"of {stats.Ended.ToString("N0", CultureInfo.InvariantCulture)} in the last minute") { Href = "requests?end=failed" };

    private static HealthCheck Kv(IReadOnlyList<ModelSnapshot> models)
    {
        var total = models.Sum(m => (long)m.KvTotal);
        if (total == 0) return new HealthCheck("KV cache", Severity.Info, "None", "No model is loaded");
        var used = (double)models.Sum(m => (long)m.KvUsed) / total;
        return new HealthCheck("KV cache", used >= 0.95 ? Severity.Warning : Severity.Good, $"{Format.Percent(used)} in use", used >= 0.95 ? "requests may be suspended to make room" : null);
    }

    private static HealthCheck Memory(HostReading? host, VerdictLimits limits) => host?.AvailableShare is not { } share
        ? new HealthCheck("Memory", Severity.Info, "Unknown", "this system does not tell")
        : new HealthCheck("Memory", share < limits.NoMemory ? Severity.Critical : share < limits.LowMemory ? Severity.Warning : Severity.Good,
            $"{Format.Bytes(host.MemoryAvailable!.Value)} free", $"of {Format.Bytes(host.MemoryTotal!.Value)}");

    private static HealthCheck Sampling(LiveFrame frame)
    {
        if (frame.Latest is not { } latest) return new HealthCheck("Sampling", Severity.Info, "Starting");
        var age = frame.Time - latest.Time;
        return age > StaleSample
            ? new HealthCheck("Sampling", Severity.Warning, "Late", $"last sample {Format.Ago(age)}")
            : new HealthCheck("Sampling", Severity.Good, "Every second");
    }
}
