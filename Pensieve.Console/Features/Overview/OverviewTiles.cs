using System.Globalization;
using Pensieve.Console.Live;
using Pensieve.Console.Shared;
using Pensieve.Engine;

namespace Pensieve.Console.Features.Overview;

/// <summary>The overview's figures from a frame. Pure.</summary>
public static class OverviewTiles
{
    private const string NoModel = "No model is loaded";

    /// <summary>Always the same tiles in the same order.</summary>
    public static IReadOnlyList<Tile> From(LiveFrame frame)
    {
        var models = frame.Engine.Models;
        return [Generating(frame, models), FirstToken(frame, models), Slots(models), Queue(models), KvCache(models), Memory(frame)];
    }

    private static Tile Generating(LiveFrame frame, IReadOnlyList<ModelSnapshot> models)
    {
        const string label = "Generating";
        if (models.Count == 0) return new Tile(label, null, null, NoModel);
        return frame.Latest is { } latest && !double.IsNaN(latest.DecodePerSecond)
            ? new Tile(label, Format.Number(latest.DecodePerSecond), "tokens/s", $"prefill {Format.Number(latest.PrefillPerSecond)} tokens/s")
            : new Tile(label, null, null, "Needs two samples");
    }

    private static Tile FirstToken(LiveFrame frame, IReadOnlyList<ModelSnapshot> models)
    {
        const string label = "First token";
        if (frame.Stats is { TtftP50Ms: { } p50, TtftP95Ms: { } p95 } stats)
        {
            var median = Format.Milliseconds(p50);
            var cut = median.LastIndexOf(' ');
            return new Tile(label, median[..cut], median[(cut + 1)..], $"p95 {Format.Milliseconds(p95)} · n = {stats.FirstTokens.ToString("N0", CultureInfo.InvariantCulture)}");
        }

        return new Tile(label, null, null, models.Count == 0 ? NoModel : "No request in the last minute");
    }

    private static Tile Slots(IReadOnlyList<ModelSnapshot> models)
    {
        const string label = "Slots at work";
        var all = models.SelectMany(m => m.Slots).ToList();
        if (all.Count == 0) return new Tile(label, null, null, NoModel);
        var prefill = all.Count(s => s.State == SlotState.Prefill);
        var decode = all.Count(s => s.State == SlotState.Decode);
        return new Tile(label, (prefill + decode).ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"of {all.Count}"),
            prefill + decode == 0 ? "all free" : string.Create(CultureInfo.InvariantCulture, $"{decode} decode · {prefill} prefill"), (double)(prefill + decode) / all.Count);
    }

    private static Tile Queue(IReadOnlyList<ModelSnapshot> models)
    {
        const string label = "Queue";
        if (models.Count == 0) return new Tile(label, null, null, NoModel);
        var queued = models.Sum(m => m.Queued);
        var capacity = models.Sum(m => m.QueueCapacity);
        return new Tile(label, queued.ToString("N0", CultureInfo.InvariantCulture), capacity > 0 ? string.Create(CultureInfo.InvariantCulture, $"of {capacity:N0}") : null,
            queued == 0 ? "nobody waits" : $"oldest {Format.Milliseconds(models.Max(m => m.OldestQueuedMs))}", capacity > 0 ? (double)queued / capacity : null);
    }

    private static Tile KvCache(IReadOnlyList<ModelSnapshot> models)
    {
        const string label = "KV cache";
        var total = models.Sum(m => (long)m.KvTotal);
        if (total == 0) return new Tile(label, null, null, models.Count == 0 ? NoModel : "Not reported yet");
        double used = models.Sum(m => (long)m.KvUsed), cached = models.Sum(m => (long)m.KvCached);
        return new Tile(label, (used / total * 100).ToString("0", CultureInfo.InvariantCulture), "% in use", $"{Format.Percent(cached / total)} kept for reuse", used / total);
    }

    private static Tile Memory(LiveFrame frame)
    {
        const string label = "Memory";
        if (frame.Host is not { } host) return new Tile(label, null, null, "Not sampled yet");
        var worker = frame.Engine.Models.Sum(m => m.WorkerRssBytes);
        var sum = Format.Bytes(host.AppBytes + worker);
        var cut = sum.LastIndexOf(' ');
        var free = host.MemoryAvailable is { } available ? $"{Format.Bytes(available)} free" : "free: unknown";
        return new Tile(label, sum[..cut], sum[(cut + 1)..], free, host.MemoryTotal is > 0 ? (double)(host.AppBytes + worker) / host.MemoryTotal : null);
    }
}
