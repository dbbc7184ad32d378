using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>Requests as bars: waiting in the client, to the first token, decoding, to the end.</summary>
/// <param name="Id">Unique in its report.</param>
/// <param name="Title">Heading.</param>
/// <param name="From">First second.</param>
/// <param name="To">Last second.</param>
/// <param name="Rows">In order of their schedule.</param>
public sealed record GanttPlot(string Id, string Title, double From, double To, IReadOnlyList<RequestSample> Rows)
{
    /// <summary>Bars in a plot.</summary>
    public const int RowLimit = 40;

    /// <summary>The same as a table.</summary>
    public PlotTwin Twin() => new(["Request", "Due at", "Waited", "First token", "Whole", "Outcome"], [.. Rows.Select(r => (IReadOnlyList<string>)
        [$"{r.Id} {r.Kind}".TrimEnd(), Svg.SvgTimePlot.Clock(r.Sched), Figure.Text(r.WaitMs(), "ms"), r.TtftMs() is { } ms ? Figure.Text(ms, "ms") : "none", Figure.Text(r.E2eMs(), "ms"), r.Outcome])]);

    /// <summary>The requests around the slowest one of a case; null = there are fewer than two.</summary>
    public static GanttPlot? Of(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        var ordered = c.Samples.OrderBy(s => s.Sched).ToList();
        if (ordered.Count < 2) return null;
        var worst = ordered.IndexOf(ordered.MaxBy(s => s.E2eMs())!);
        var first = Math.Clamp(worst - RowLimit / 2, 0, Math.Max(0, ordered.Count - RowLimit));
        List<RequestSample> rows = [.. ordered.Skip(first).Take(RowLimit)];
        return new GanttPlot("gantt-" + string.Concat(c.Plan.Id.Where(char.IsAsciiLetterOrDigit)), "Requests around the slowest one",
            rows.Min(r => r.Sched), rows.Max(r => r.Term), rows);
    }
}
