using Pensieve.Console.Live;
using Pensieve.Console.Shared.Charts;

namespace Pensieve.Console.Features.Overview;

/// <summary>What the overview's charts draw.</summary>
public static class OverviewCharts
{
    private const string NoModel = "No model is loaded";

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<ChartDefinition> All { get; } =
    [
        new("generated", "Tokens generated per second", ChartKind.Area, ChartFormat.Number,
            [new("Decode", s => s.DecodePerSecond)], NoModel),
        new("prompt", "Prompt tokens per second", ChartKind.Area, ChartFormat.Number,
            [new("Prefill", s => s.PrefillPerSecond, Hue: 2), new("Reused from cache", s => s.CachedPerSecond, Hue: 3)], NoModel),
        new("ttft", "Time to first token, last minute", ChartKind.Line, ChartFormat.Milliseconds,
            [new("p50", s => s.TtftP50Ms), new("p95", s => s.TtftP95Ms)], "No request has produced a token"),
        new("tpot", "Time per output token, last minute", ChartKind.Line, ChartFormat.Milliseconds,
            [new("p50", s => s.TpotP50Ms), new("p95", s => s.TpotP95Ms), new("Longest gap p95", s => s.LongestGapP95Ms, Hue: 4)], "No request has produced two tokens"),
        new("slots", "Slots", ChartKind.Slots, ChartFormat.Count,
            [new("Decode", s => Count(s, '2')), new("Prefill", s => Count(s, '1')), new("Idle", s => Count(s, '0'))], NoModel, IsWide: true),
        new("queue", "Queue depth", ChartKind.Step, ChartFormat.Count,
            [new("Waiting", s => s.Queued)], NoModel),
        new("kv", "KV cache, cells", ChartKind.Stacked, ChartFormat.Count,
            [new("Used", s => s.KvUsed), new("Cached", s => s.KvCached, Hue: 3), new("Free", s => s.KvFree, Hue: 5)], NoModel),
        new("requests", "Requests per second", ChartKind.Step, ChartFormat.Number,
            [new("Done", s => s.CompletedPerSecond), new("Failed", s => s.FailedPerSecond), new("Cancelled", s => s.CancelledPerSecond, Hue: 5), new("Refused", s => s.RefusedPerSecond)],
            NoModel),
        new("errors", "Errors per second, by kind", ChartKind.Stacked, ChartFormat.Number,
            [new("Request", s => s.ClientErrorsPerSecond, Hue: 2), new("Engine", s => s.EngineErrorsPerSecond, Hue: 4), new("Deadline", s => s.DeadlinesPerSecond), new("Turned away", s => s.TurnedAwayPerSecond, Hue: 5)], "Not sampled yet"),
        new("memory", "Memory, up to the limit", ChartKind.Stacked, ChartFormat.Bytes,
            [new("App", s => s.AppBytes), new("Worker", s => s.WorkerBytes, Hue: 4), new("Available", s => s.AvailableBytes, Hue: 5)], "Not sampled yet"),
        new("cpu", "CPU, cores", ChartKind.Line, ChartFormat.Number,
            [new("App", s => s.AppCores), new("Worker", s => s.WorkerCores, Hue: 4)], "Not sampled yet"),
    ];

    private static double Count(LiveSample sample, char state) => sample.Slots.Length == 0 ? double.NaN : sample.Slots.Count(c => c == state);
}
