using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Svg;

namespace Pensieve.Harness.Reports.Html;

/// <summary>
/// One HTML file that holds everything and needs nothing: verdict first, then limits, cases, plots on one time axis with a
/// table under each, failures, slowest requests, environment and the command that repeats it.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes it.</summary>
    public static void Write(RunSummary run, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(output);
        var board = TimeBoards.Of(run);
        var html = new SvgWriter();
        html.Raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">")
            .Put($"<title>{RunStates.Word(run.State)} · {string.Join(" ", run.Run.Suites)} · Pensieve</title><style>")
            .Raw($":root{{{SvgStyle.Light}}}@media(prefers-color-scheme:dark){{:root{{{SvgStyle.Dark}}}}}@media print{{:root{{{SvgStyle.Light}}}}}")
            .Raw(SvgStyle.Rules).Raw(Resource("report.css")).Raw("</style></head><body><main>");
        Verdict(html, run);
        HtmlTables.Limits(html, run);
        Matrix(html, run);
        Board(html, run, board);
        Whole(html, run);
        foreach (var c in run.Cases) HtmlCase.Write(html, run, c);
        HtmlTables.Environment(html, run);
        html.Raw("</main><script type=\"application/json\" id=\"board\">").Raw(JsonSerializer.Serialize(board, BoardJson.Default.TimeBoard))
            .Raw("</script><script>").Raw(Resource("report.js")).Raw("</script></body></html>");
        output.Write(html.ToString());
    }

    private static void Verdict(SvgWriter html, RunSummary run)
    {
        html.Put($"<header class=\"card verdict {RunStates.Word(run.State)}\"><h1><span class=\"word\" aria-hidden=\"true\">{RunStates.Sign(run.State)}</span> {run.Verdict}</h1>");
        html.Put($"<p class=\"meta\">{string.Join(", ", run.Run.Suites)} · profile {run.Run.Profile} · {run.Run.Target.Model} at {run.Run.Target.Url} · {run.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC · took {Figure.Duration(run.Seconds)}{(run.Partial ? " · partial" : "")} · run {run.Run.RunId}</p>");
        if (run.UnreadableLines + run.MissingLines > 0)
            html.Put($"<p class=\"meta\">The record is damaged: {Figure.Count(run.UnreadableLines, "line")} could not be read, {Figure.Count(run.MissingLines, "line")} missing. Figures are of what is left.</p>");
        foreach (var note in run.Notes) html.Put($"<p class=\"meta\">{note.Level}: {note.Text}</p>");
        html.Raw("</header>");
    }

    private static void Matrix(SvgWriter html, RunSummary run)
    {
        html.Raw("<section class=\"card\"><h2>Cases</h2><dl class=\"matrix\">");
        foreach (var suite in run.Cases.GroupBy(c => c.Plan.Suite))
        {
            html.Put($"<dt>{suite.Key}</dt><dd>");
            foreach (var c in suite)
                html.Put($"<a class=\"cell {RunStates.Word(c.State)}\" href=\"#{HtmlCase.Anchor(c)}\" title=\"{c.Plan.Proves}\">{RunStates.Sign(c.State)} {c.Plan.Title}<span hidden> {RunStates.Word(c.State)}</span></a>");
            html.Raw("</dd>");
        }

        html.Raw("</dl></section>");
    }

    private static void Board(SvgWriter html, RunSummary run, TimeBoard board)
    {
        if (board.Plots.Count == 0) return;
        html.Raw("<section class=\"card\"><h2>Over time</h2><div class=\"tools\"><span class=\"note\">Drag over a plot to zoom all of them, double-click to leave. <span id=\"where\"></span></span><button id=\"whole\" hidden>Whole run</button></div>");
        if (Drawings.Availability(run, board) is { } strip) HtmlTables.Drawing(html, strip);
        foreach (var plot in board.Plots)
        {
            html.Put($"<figure class=\"chart\"><figcaption><strong>{plot.Title}</strong>");
            for (var i = 0; i < plot.Series.Count; i++)
                html.Raw("<span>").Raw(SvgKeys.Draw(new PlotKey(plot.Series[i].Label, plot.Series[i].Hue, i + 1))).Put($" {plot.Series[i].Label} <b></b></span>");
            html.Raw("</figcaption>").Raw(SvgTimePlot.Draw(plot, board));
            if (plot.Note is { } note) html.Put($"<p class=\"note\">{note}</p>");
            HtmlTables.Plot(html, plot);
            html.Raw("</figure>");
        }

        HtmlTables.Bands(html, board);
        html.Raw("</section>");
    }

    private static void Whole(SvgWriter html, RunSummary run)
    {
        var drawings = Drawings.Of(run).ToList();
        if (drawings.Count == 0) return;
        html.Raw("<section class=\"card\"><h2>Faults and recovery</h2>");
        foreach (var drawing in drawings) HtmlTables.Drawing(html, drawing);
        html.Raw("</section>");
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(HtmlReport).Namespace + "." + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>What scripts read: exact, with markup's characters escaped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimeBoard))]
public sealed partial class BoardJson : JsonSerializerContext;
