using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Harness.Reports.Svg;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Html;

/// <summary>The tables of the HTML report. Every figure stands in a data element with its exact value.</summary>
internal static class HtmlTables
{
    private const int PlotRows = 20;
    private const int RowsAtOnce = 8;

    /// <summary>Thresholds and gates of all cases.</summary>
    public static void Limits(SvgWriter html, RunSummary run)
    {
        var thresholds = run.Cases.SelectMany(c => c.Thresholds.Select(t => (Case: c, Limit: t))).ToList();
        if (thresholds.Count > 0)
        {
            html.Raw("<section class=\"card\"><h2>Thresholds</h2><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Result<th scope=\"col\">Limit<th scope=\"col\" class=\"num\">Found<th scope=\"col\">Case</thead><tbody>");
            foreach (var (c, t) in thresholds)
            {
                var state = RunStates.Of(t.Status);
                html.Put($"<tr class=\"{RunStates.Word(state)}\"><td class=\"word\">{RunStates.Sign(state)} {RunStates.Word(state)}<td>{t.Expression}<td class=\"num\">");
                Value(html, t.Actual, t.Unit);
                html.Put($"<td>{c.Plan.Id}</tr>");
            }

            html.Raw("</tbody></table></div></section>");
        }

        var gates = run.Cases.SelectMany(c => c.Gates.Select(g => (Case: c, Gate: g))).OrderBy(g => g.Gate.Passed).ToList();
        if (gates.Count == 0) return;
        html.Put($"<section class=\"card\"><h2>Validity of the generator</h2><p class=\"note\">{gates.Count(g => g.Gate.Passed)} of {gates.Count} gates held. A gate that breaks makes its case invalid: the figures would say something about the generator.</p>");
        html.Put($"<details{(gates.Any(g => !g.Gate.Passed) ? " open" : "")}>").Raw("<summary>All gates</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Held<th scope=\"col\">Gate<th scope=\"col\" class=\"num\">Found<th scope=\"col\" class=\"num\">Allowed<th scope=\"col\">Case</thead><tbody>");
        foreach (var (c, g) in gates)
        {
            html.Put($"<tr class=\"{(g.Passed ? "passed" : "invalid")}\"><td class=\"word\">{(g.Passed ? "✓ yes" : "✗ no")}<td>{g.Name}<td class=\"num\">");
            Value(html, g.Actual, g.Unit);
            html.Raw("<td class=\"num\">");
            Value(html, g.Limit, g.Unit);
            html.Put($"<td>{c.Plan.Id}</tr>");
        }

        html.Raw("</tbody></table></div></details></section>");
    }

    /// <summary>Figures of a case.</summary>
    public static void Measurements(SvgWriter html, CaseSummary c)
    {
        if (c.Measurements.Count == 0) return;
        html.Raw("<h3>Figures</h3><div class=\"scroll\"><table class=\"figures\"><thead><tr><th scope=\"col\">Figure<th scope=\"col\" class=\"num\">Value<th scope=\"col\" class=\"num\">Interval<th scope=\"col\" class=\"num\">n</thead><tbody>");
        foreach (var m in c.Measurements)
        {
            html.Put($"<tr data-measure=\"{c.Plan.Id} {JUnitReport.NameOf(m)}\"><td>{MarkdownReport.Label(m)}{(m.Primary ? " ★" : "")}<td class=\"num\">");
            Value(html, m.Value, m.Unit);
            html.Put($"<td class=\"num\">{MarkdownReport.Interval(m)}<td class=\"num\">{m.N}</tr>");
        }

        html.Raw("</tbody></table></div>");
    }

    /// <summary>Requests, one a row.</summary>
    public static void Requests(SvgWriter html, string title, IReadOnlyList<RequestSample> requests)
    {
        if (requests.Count == 0) return;
        var many = requests.Count > RowsAtOnce;
        if (many) html.Put($"<details><summary><strong>{title} ({requests.Count})</strong></summary>");
        else html.Put($"<h3>{title}</h3>");
        html.Raw("<div class=\"scroll requests\"><table><thead><tr><th scope=\"col\">Request<th scope=\"col\">Kind<th scope=\"col\">Outcome<th scope=\"col\" class=\"num\">Sent at<th scope=\"col\" class=\"num\">First token<th scope=\"col\" class=\"num\">Per token<th scope=\"col\" class=\"num\">Whole<th scope=\"col\" class=\"num\">Prompt<th scope=\"col\" class=\"num\">Output</thead><tbody>");
        foreach (var r in requests)
        {
            html.Put($"<tr><td title=\"server: {r.ServerId}\">{r.Id}<td>{r.Kind}<td>{r.Outcome}{(r.Error is { } error ? ": " + error : "")}<td class=\"num\">{SvgTimePlot.Clock(r.Send)}<td class=\"num\">{(r.TtftMs() is { } t ? Figure.Text(t, "ms") : "none")}")
                .Put($"<td class=\"num\">{(r.TpotMs() is { } p ? Figure.Text(p, "ms") : "–")}<td class=\"num\">{Figure.Text(r.E2eMs(), "ms")}<td class=\"num\">{r.PromptTokens}<td class=\"num\">{r.OutputTokens}</tr>");
        }

        html.Raw("</tbody></table></div>").Raw(many ? "</details>" : "");
    }

    /// <summary>The table under a plot: rows spread evenly over it.</summary>
    public static void Plot(SvgWriter html, TimePlot plot)
    {
        html.Raw("<details><summary>As a table</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Time");
        foreach (var s in plot.Series) html.Put($"<th scope=\"col\" class=\"num\">{s.Label}");
        html.Raw("</thead><tbody>");
        foreach (var i in PlotTable.Rows(plot, PlotRows))
        {
            html.Put($"<tr><td>{SvgTimePlot.Clock(plot.Times[i])}");
            foreach (var s in plot.Series) html.Put($"<td class=\"num\">{(s.Values[i] is { } v ? Figure.Text(v, plot.Unit) : "–")}");
            html.Raw("</tr>");
        }

        html.Raw("</tbody></table></div></details>");
    }

    /// <summary>A plot of a case or run, with its legend and its table.</summary>
    public static void Drawing(SvgWriter html, Drawing drawing)
    {
        html.Put($"<figure class=\"chart\" id=\"plot-{drawing.Id}\"><figcaption><strong>{drawing.Title}</strong>");
        foreach (var key in drawing.Keys) html.Raw("<span>").Raw(SvgKeys.Draw(key)).Put($" {key.Label}</span>");
        html.Raw("</figcaption>").Raw(drawing.Svg);
        if (drawing.Note is { } note) html.Put($"<p class=\"note\">{note}</p>");
        html.Raw("<details><summary>As a table</summary><div class=\"scroll\"><table><thead><tr>");
        for (var i = 0; i < drawing.Twin.Head.Count; i++) html.Raw(i == 0 ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"num\">").Put($"{drawing.Twin.Head[i]}");
        html.Raw("</thead><tbody>");
        foreach (var row in drawing.Twin.Rows)
        {
            html.Raw("<tr>");
            for (var i = 0; i < row.Count; i++) html.Raw(i == 0 ? "<td>" : "<td class=\"num\">").Put($"{row[i]}");
            html.Raw("</tr>");
        }

        html.Raw("</tbody></table></div></details></figure>");
    }

    /// <summary>The bands and marks in words.</summary>
    public static void Bands(SvgWriter html, TimeBoard board)
    {
        if (board.Bands.Count + board.Marks.Count == 0) return;
        html.Raw("<details><summary>Cases, phases and faults on the axis</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">From<th scope=\"col\">To<th scope=\"col\">Kind<th scope=\"col\">What<th scope=\"col\">Detail</thead><tbody>");
        foreach (var b in board.Bands) html.Put($"<tr><td>{SvgTimePlot.Clock(b.From)}<td>{SvgTimePlot.Clock(b.To)}<td>{b.Kind}<td>{b.Label}<td>{b.Detail}</tr>");
        foreach (var m in board.Marks) html.Put($"<tr><td>{SvgTimePlot.Clock(m.At)}<td><td>mark<td>{m.Label}<td>{m.Detail}</tr>");
        html.Raw("</tbody></table></div></details>");
    }

    /// <summary>Environment and the command that repeats the run.</summary>
    public static void Environment(SvgWriter html, RunSummary run)
    {
        html.Raw("<section class=\"card\"><h2>Environment</h2><div class=\"scroll\"><table><tbody>");
        var target = run.Run.Target;
        foreach (var (name, value) in run.Run.Fingerprint.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Prepend(new("target", $"{target.Kind} {target.Version}".Trim())).Prepend(new("seed", Figure.Exact(run.Run.Seed))))
            html.Put($"<tr><th scope=\"row\">{name}<td>{value}</tr>");
        html.Put($"</tbody></table></div></section><section class=\"card\"><h2>Repeat it</h2><pre class=\"command\">{run.Run.Command}</pre></section>");
    }

    private static void Value(SvgWriter html, double? value, string unit)
    {
        if (value is { } v) html.Put($"<data value=\"{Figure.Exact(v)}\">{Figure.Text(v, unit)}</data>");
        else html.Put($"{Figure.Insufficient}");
    }
}
