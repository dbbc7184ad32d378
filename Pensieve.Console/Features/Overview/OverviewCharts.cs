using Pensieve.Console.Live;
using Pensieve.Console.Shared.Charts;

namespace Pensieve.Console.Features.Overview;

/// <summary>What the overview's charts draw.</summary>
public static class OverviewCharts
{
    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<ChartDefinition> All { get; } =
    [
        new("throughput", "Tokens per second", ChartKind.Area, ChartFormat.Number,
            [new("Decode", s => s.DecodePerSecond), new("Prefill", s => s.PrefillPerSecond)], "No model is loaded"),
        new("ttft", "Time to first token, last minute", ChartKind.Line, ChartFormat.Milliseconds,
            [new("p50", s => s.TtftP50Ms), new("p95", s => s.TtftP95Ms)], "No request has produced a token"),
        new("slots", "Slots", ChartKind.Slots, ChartFormat.Count,
            [new("Decode", s => Count(s, '2')), new("Prefill", s => Count(s, '1')), new("Idle", s => Count(s, '0'))], "No model is loaded"),
        new("queue", "Queue depth", ChartKind.Step, ChartFormat.Count,
            [new("Waiting", s => s.Queued)], "No model is loaded"),
        new("kv", "KV cache, cells", ChartKind.Stacked, ChartFormat.Count,
            [new("Used", s => s.KvUsed), new("Cached", s => s.KvCached), new("Free", s => s.KvFree)], "No model is loaded"),
        new("memory", "Resident memory", ChartKind.Stacked, ChartFormat.Bytes,
            [new("App", s => s.AppBytes), new("Worker", s => s.WorkerBytes)], "Not sampled yet"),
        new("requests", "Requests per second", ChartKind.Step, ChartFormat.Number,
            [new("Completed", s => s.CompletedPerSecond), new("Failed", s => s.FailedPerSecond), new("Cancelled", s => s.CancelledPerSecond), new("Refused", s => s.RefusedPerSecond)],
            "No model is loaded"),
        new("cpu", "CPU, cores", ChartKind.Line, ChartFormat.Number,
            [new("App", s => s.AppCores), new("Worker", s => s.WorkerCores)], "Not sampled yet"),
    ];

    private static double Count(LiveSample sample, char state) => sample.Slots.Length == 0 ? double.NaN : sample.Slots.Count(c => c == state);
}
