using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>Plots of one case that are not over time.</summary>
public static class CasePlots
{
    private static readonly string[] s_marks = ["knee", "slo_capacity", "capacity", "collapse"];

    /// <summary>A curve for every figure that was measured at several places of one axis.</summary>
    public static IReadOnlyList<CurvePlot> Curves(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        var placed = c.Measurements.Where(m => m is { Value: { } v, At.Count: > 0 } && double.IsFinite(v)).ToList();
        return
        [
            .. placed.Where(m => !s_marks.Contains(m.Metric)).GroupBy(m => (m.Metric, m.Unit, Axis: AxisOf(m))).Where(g => g.Select(m => m.At![g.Key.Axis]).Distinct().Count() > 1)
                .Select(g => new CurvePlot(
                    Id(c, g.Key.Metric, g.Key.Axis), $"{Name(g.Key.Metric)} by {Name(g.Key.Axis)}", Name(g.Key.Axis), "", g.Key.Unit,
                    [.. g.GroupBy(m => Label(m, g.Key.Axis)).Take(5).Select((line, i) => new CurveLine(line.Key,
                        [.. line.OrderBy(m => m.At![g.Key.Axis]).Select(m => new CurvePoint(m.At![g.Key.Axis], m.Value!.Value, Finite(m.Lower), Finite(m.Upper), m.N))], i + 1))],
                    Marks(c, g.Key.Axis),
                    LogX: g.Min(m => m.At![g.Key.Axis]) is > 0 and var low && g.Max(m => m.At![g.Key.Axis]) / low >= 16)),
        ];
    }

    /// <summary>How TTFT and whole latency are distributed; null = fewer than two samples.</summary>
    public static CurvePlot? Distribution(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        var ok = c.Samples.Where(s => s.IsOk()).ToList();
        List<CurveLine> lines = [.. Line("first token", ok.Select(s => s.TtftMs()), 1), .. Line("whole request", ok.Select(s => (double?)s.E2eMs()), 2)];
        return lines.Count == 0 ? null : new CurvePlot(Id(c, "distribution", ""), "Latency distribution", "latency", "ms", "ratio", lines, [], LogX: true, Step: true);
    }

    /// <summary>Sorted samples as shares; at most 200 points, the extremes among them.</summary>
    public static IEnumerable<CurveLine> Line(string label, IEnumerable<double?> values, int hue)
    {
        var sorted = values.OfType<double>().Where(v => v > 0).Order().ToList();
        if (sorted.Count < 2) yield break;
        var stride = Math.Max(1, sorted.Count / 200);
        var points = Enumerable.Range(0, sorted.Count).Where(i => i % stride == 0 || i == sorted.Count - 1)
            .Select(i => new CurvePoint(sorted[i], (i + 1.0) / sorted.Count, null, null, sorted.Count));
        yield return new CurveLine(label, [.. points], hue);
    }

    /// <summary>"Tokens per second" for "tokens_per_second"; abbreviations stay.</summary>
    public static string Name(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (metric is "ttft" or "tpot" or "itl" or "e2e") return metric.ToUpperInvariant();
        var words = metric.Replace('_', ' ').Replace('-', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    // A point among timeouts has no place on an axis; the table has it.
    private static double? Finite(double? bound) => bound is { } b && double.IsFinite(b) ? b : null;

    private static string Id(CaseSummary c, string metric, string axis) =>
        string.Concat($"{c.Plan.Id}-{metric}-{axis}".Select(l => char.IsAsciiLetterOrDigit(l) ? char.ToLowerInvariant(l) : '-')).Trim('-');

    // What varies most is the axis; what else is named in the place tells lines apart.
    private static string AxisOf(Measurement m) =>
        m.At!.Keys.Order(StringComparer.Ordinal).FirstOrDefault(k => k is "concurrency" or "rate" or "prompt_tokens" or "prompt" or "batch") ?? m.At!.Keys.Order(StringComparer.Ordinal).First();

    private static string Label(Measurement m, string axis)
    {
        var rest = Figure.At(m.At!.Where(p => p.Key != axis).ToDictionary());
        return rest.Length == 0 ? m.Statistic : $"{m.Statistic}, {rest}";
    }

    private static IReadOnlyList<CurveMark> Marks(CaseSummary c, string axis) =>
    [
        .. c.Measurements.Where(m => s_marks.Contains(m.Metric) && m.Value is not null)
            .Select(m => (m.Metric, At: m.At?.GetValueOrDefault(axis, double.NaN) ?? (Fits(m.Unit, axis) ? m.Value!.Value : double.NaN)))
            .Where(m => double.IsFinite(m.At)).Select(m => new CurveMark(Name(m.Metric), m.At)),
    ];

    private static bool Fits(string unit, string axis) => axis switch { "rate" => unit == "requests/s", "concurrency" => unit is "count" or "", _ => false };
}
