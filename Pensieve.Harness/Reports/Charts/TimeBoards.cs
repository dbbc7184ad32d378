using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>The time plots of a run; the live page, the HTML report and SVG files draw these.</summary>
public static class TimeBoards
{
    private const string Quiet = "Between requests nothing is measured: lines break there.";

    /// <summary>Plots, bands and marks of a run so far, of one case if named.</summary>
    public static TimeBoard Of(RunSummary run, string? caseId = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var chosen = caseId is null ? null : run.Cases.FirstOrDefault(c => c.Plan.Id == caseId);
        var from = chosen?.From ?? 0;
        var to = Math.Max(from + 1, chosen is null ? run.Seconds : chosen.To ?? run.Seconds);
        var ticks = Gaps.Of(run.Timeline.Ticks.Where(t => t.T >= from && t.T <= to && (caseId is null || t.Case == caseId)).ToList());
        var samples = Gaps.Of(run.Timeline.Samples.Where(s => s.T >= from && s.T <= to).ToList());
        List<TimePlot> plots = [.. TickPlots(ticks, run.Timeline.TickStride), .. ServerPlots(samples)];
        return new TimeBoard(from, to, [.. plots.Where(HasValues)], TimeBands.Of(run, from, to, caseId), TimeBands.Marks(run, from, to, caseId));
    }

    private static IEnumerable<TimePlot> TickPlots(Gaps<LoadTick> ticks, int stride)
    {
        var coarse = stride > 1 ? $"A point stands for {stride} intervals; percentiles are those of the worst. {Quiet}" : Quiet;
        yield return Rates(ticks);
        yield return Plot("inflight", "Requests under way", PlotKind.Area, "count", ticks, null, ("in flight", t => t.InFlight, 1));
        yield return Plot("ttft", "Time to first token", PlotKind.Line, "ms", ticks, coarse,
            ("p50", t => t.Ttft?.P50, 1), ("p95", t => t.Ttft?.P95, 2), ("p99", t => t.Ttft?.P99, 4));
        yield return Plot("itl", "Gap between tokens", PlotKind.Line, "ms", ticks, coarse,
            ("p50", t => t.Itl?.P50, 1), ("p95", t => t.Itl?.P95, 2), ("p99", t => t.Itl?.P99, 4));
        yield return Plot("tokens", "Output tokens per second", PlotKind.Area, "tokens/s", ticks, null, ("tokens", t => t.Seconds > 0 ? t.OutputTokens / t.Seconds : null, 3));
        if (Errors(ticks) is { } errors) yield return errors;
        yield return Plot("lag", "Generator behind its schedule", PlotKind.Line, "ms", ticks, null, ("worst lag", t => t.LagMs, 4));
    }

    private static IEnumerable<TimePlot> ServerPlots(Gaps<ServerSample> samples)
    {
        yield return Plot("slots", "Slots and queue of the server", PlotKind.Step, "count", samples, null,
            ("busy", s => s.Busy, 1), ("slots", s => s.Slots, 5), ("queued", s => s.Queued, 2));
        yield return Plot("kv", "KV cache of the server", PlotKind.Stacked, "count", samples, "In cells, one per token.",
            ("running", s => s.KvUsed, 1), ("kept for reuse", s => s.KvCached, 3));
        yield return Plot("memory", "Resident memory of the server", PlotKind.Stacked, "bytes", samples, null,
            ("app", s => s.AppBytes, 2), ("workers", s => s.WorkerBytes, 1));
        yield return Plot("cpu", "Processor cores of the server in use", PlotKind.Line, "cores", samples, null,
            ("app", s => s.AppCpu, 2), ("workers", s => s.WorkerCpu, 1));
    }

    // Clients that left on purpose are a line of their own, where there were any.
    private static TimePlot Rates(Gaps<LoadTick> ticks)
    {
        List<(string, Func<LoadTick, double?>, int)> series = [("completed", t => Rate(t, t.Completed), 1), ("sent", t => Rate(t, t.Sent), 2), ("asked", t => Rate(t, t.Asked), 5)];
        if (ticks.Points.OfType<LoadTick>().Any(t => t.Cancelled > 0)) series.Add(("left by their client", t => Rate(t, t.Cancelled), 3));
        return Plot("rates", "Requests per second", PlotKind.Step, "requests/s", ticks, null, [.. series]);
    }

    // The most frequent kinds by name, the rest together; "shed" is always apart.
    private static TimePlot? Errors(Gaps<LoadTick> ticks)
    {
        var kinds = ticks.Points.OfType<LoadTick>().SelectMany(t => t.Failed).Where(f => f.Value > 0)
            .GroupBy(f => f.Key).OrderByDescending(g => g.Sum(f => f.Value)).Select(g => g.Key).ToList();
        if (kinds.Count == 0 && !ticks.Points.OfType<LoadTick>().Any(t => t.Shed > 0)) return null;
        var named = kinds.Take(kinds.Count > 3 ? 2 : 3).ToList();
        List<(string, Func<LoadTick, double?>, int)> series = [("shed", t => Rate(t, t.Shed), 5)];
        int[] hues = [2, 4, 1];
        foreach (var (kind, i) in named.Select((k, i) => (k, i))) series.Add((kind, t => Rate(t, t.Failed.GetValueOrDefault(kind)), hues[i]));
        if (kinds.Count > 3) series.Add(("other", t => Rate(t, t.Failed.Where(f => !named.Contains(f.Key)).Sum(f => f.Value)), 1));
        return Plot("errors", "Requests that did not end well, per second", PlotKind.Stacked, "requests/s", ticks, null, [.. series]);
    }

    private static TimePlot Plot<T>(string id, string title, PlotKind kind, string unit, Gaps<T> points, string? note, params (string Label, Func<T, double?> Value, int Hue)[] series)
        where T : RunEvent =>
        new(id, title, kind, unit, points.Times, [.. series.Select(s => new PlotSeries(s.Label, [.. points.Points.Select(p => p is null ? null : s.Value(p))], s.Hue))], note);

    private static double? Rate(LoadTick tick, int count) => tick.Seconds > 0 ? count / tick.Seconds : null;

    private static bool HasValues(TimePlot plot) => plot.Series.Any(s => s.Values.Any(v => v is not null));
}
