using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Svg;

namespace Pensieve.Harness.Reports.Html;

/// <summary>The part of the HTML report about one case.</summary>
internal static class HtmlCase
{
    /// <summary>Where links to it go.</summary>
    public static string Anchor(CaseSummary c) => "case-" + string.Concat(c.Plan.Id.Select(l => char.IsAsciiLetterOrDigit(l) ? l : '-'));

    /// <summary>Writes it.</summary>
    public static void Write(SvgWriter html, RunSummary run, CaseSummary c)
    {
        html.Put($"<section class=\"card {RunStates.Word(c.State)}\"><h2 id=\"{Anchor(c)}\"><span class=\"word\">{RunStates.Sign(c.State)} {RunStates.Word(c.State)}</span> {c.Plan.Title}</h2>");
        html.Put($"<p class=\"meta\">{c.Plan.Id}{(c.Seconds is { } s ? " · took " + Figure.Duration(s) : "")}{(c.Partial ? " · partial" : "")}. {c.Plan.Proves}</p>");
        if (c.Reason is { } reason) html.Put($"<p>{reason}</p>");
        foreach (var note in c.Notes) html.Put($"<p class=\"meta\">{note.Level}: {note.Text}</p>");
        Checks(html, c);
        HtmlTables.Measurements(html, c);
        foreach (var drawing in Drawings.Of(c)) HtmlTables.Drawing(html, drawing);
        Faults(html, c);
        if (c.Requests.Total > 0)
            html.Put($"<p class=\"note\">{Figure.Count(c.Requests.Total, "request")}: {string.Join(", ", c.Requests.Outcomes.Select(o => $"{o.Value} {o.Key}"))}; {c.Requests.PromptTokens} prompt tokens ({c.Requests.CachedTokens} cached), {c.Requests.OutputTokens} output tokens.</p>");
        HtmlTables.Requests(html, "Requests that did not end well", c.FailedRequests);
        HtmlTables.Requests(html, "Slowest requests", c.Slowest);
        html.Raw("</section>");
    }

    private static void Checks(SvgWriter html, CaseSummary c)
    {
        var failed = c.FailedChecks.ToList();
        if (failed.Count > 0)
        {
            html.Raw("<h3>What did not hold</h3><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Check<th scope=\"col\">Expected<th scope=\"col\">Actual<th scope=\"col\">Request</thead><tbody>");
            foreach (var check in failed) html.Put($"<tr><td>{check.Name}<td><pre>{check.Expected}</pre><td><pre>{check.Actual}</pre><td>{check.RequestId}</tr>");
            html.Raw("</tbody></table></div>");
        }

        var held = c.Checks.Count - failed.Count;
        if (held == 0) return;
        html.Put($"<details><summary>{Figure.Count(held, "check")} held{(c.CheckCount > c.Checks.Count ? $" of {c.CheckCount}" : "")}</summary><ul>");
        foreach (var check in c.Checks.Where(k => k.Passed)) html.Put($"<li>{check.Name}</li>");
        html.Raw("</ul></details>");
    }

    private static void Faults(SvgWriter html, CaseSummary c)
    {
        if (c.Faults.Count == 0) return;
        html.Raw("<h3>Faults</h3><div class=\"scroll\"><table><thead><tr><th scope=\"col\">At<th scope=\"col\">Fault<th scope=\"col\">Step<th scope=\"col\" class=\"num\">After<th scope=\"col\">Detail</thead><tbody>");
        foreach (var (episode, at, f) in FaultEpisode.Of(c).SelectMany(e => e.Steps.Select(s => (e, s.At, s.Step))))
            html.Put($"<tr><td>{SvgTimePlot.Clock(at)}<td>{f.Fault}<td>{TimeBands.Word(f.Stage)}<td class=\"num\">{(at > episode.At ? Figure.Text(at - episode.At, "s") : "")}<td>{f.Detail}</tr>");
        html.Raw("</tbody></table></div>");
    }
}
