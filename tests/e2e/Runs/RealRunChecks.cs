using System.Xml.Linq;
using Microsoft.Playwright;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Harness.Runs.Events;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Runs;

/// <summary>What must hold of the page of any run that really ran, whatever its figures.</summary>
internal static class RealRunChecks
{
    private static readonly RunState[] s_fine = [RunState.Passed, RunState.Skipped, RunState.Invalid];

    /// <summary>Each planned case ended once and did not fail; states, reasons and figures are the record's.</summary>
    public static async Task AgreeAsync(IPage page, RealApp app, string id, IReadOnlyList<string> planned)
    {
        var (run, summary) = await app.RunAsync(id);
        Assert.Equal(planned, summary.Cases.Select(c => c.Plan.Id));
        Assert.All(summary.Cases, c => Assert.True(s_fine.Contains(c.State), $"{c.Plan.Id} is {c.State}: {c.Reason}"));
        var record = (await app.Client.GetStringAsync($"api/runs/{id}/report?format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => RunEventJson.Parse(l)!).ToList();
        Assert.Equal(planned, record.OfType<CaseStarted>().Select(e => e.Case!));
        var ended = record.OfType<CaseEnded>().ToList();
        Assert.Equal(planned, ended.Select(e => e.Case!));
        Assert.Equal(ended.Select(e => RunStates.Of(e.Status)), summary.Cases.Select(c => c.State));
        Assert.Equal((0, 0L), (summary.UnreadableLines, summary.MissingLines));

        Assert.Equal(RunStates.Word(summary.State), run.GetProperty("state").GetString());
        Assert.Equal(
            (summary.Count(RunState.Passed), summary.Count(RunState.Skipped), summary.Count(RunState.Invalid), 0),
            (run.GetProperty("passed").GetInt32(), run.GetProperty("skipped").GetInt32(), run.GetProperty("other").GetInt32(), run.GetProperty("failed").GetInt32()));
        await Expect(page.Locator(".run-verdict")).ToHaveAttributeAsync("data-state", RunStates.Word(summary.State));
        await Expect(page.Locator(".run-verdict .sentence")).ToHaveTextAsync(summary.Verdict);
        var shown = await page.Locator("[data-case]").EvaluateAllAsync<string[][]>("cells => cells.map(c => [c.dataset.case, c.dataset.state])");
        Assert.Equal(summary.Cases.Select(c => (c.Plan.Id, RunStates.Word(c.State))), shown.Select(c => (c[0], c[1])));
        foreach (var untold in summary.Cases.Where(c => c.State != RunState.Passed))
            await Expect(page.Locator(".case").Filter(new() { HasText = untold.Plan.Id + " · " }).Locator(".reason")).ToHaveTextAsync(untold.Reason!);

        var figures = summary.Cases.SelectMany(c => c.Measurements.Select(m => ($"{c.Plan.Id} {JUnitReport.NameOf(m)}", m.Value is { } v ? Figure.Exact(v) : "", Figure.Text(m.Value, m.Unit)))).ToList();
        var rows = await page.Locator("tr[data-measure]").EvaluateAllAsync<string[][]>("rows => rows.map(r => [r.dataset.measure, r.querySelector('data').getAttribute('value'), r.querySelector('data').textContent])");
        Assert.NotEmpty(figures);
        Assert.Equal(figures.Order(), rows.Select(r => (r[0], r[1], r[2])).Order());
    }

    /// <summary>The plots are drawn, their tables hold figures, and a suite has what is its own.</summary>
    public static async Task ChartsAsync(IPage page, string suite)
    {
        var plots = page.Locator(".board figure.chart");
        await Expect(page.Locator(".board .plot canvas")).ToHaveCountAsync(await plots.CountAsync());
        Assert.True(int.Parse(await page.Locator(".board").GetAttributeAsync("data-points") ?? "0", System.Globalization.CultureInfo.InvariantCulture) > 0);
        string[] own = suite switch
        {
            "stress" => ["rates", "inflight", "ttft", "tokens"],
            "resilience" => ["rates", "inflight"],
            _ => [],
        };
        foreach (var id in own.Append("slots").Append("memory"))
        {
            var plot = page.Locator($".board [data-plot={id}]");
            await plot.Locator("button[aria-pressed]").ClickAsync();
            await Expect(plot.Locator("tbody td").Filter(new() { HasTextRegex = new("[0-9]") }).First).ToBeVisibleAsync();
        }

        if (suite == "stress") await Expect(page.Locator(".board [data-plot=rates] .legend")).ToContainTextAsync("left by their client");
        if (suite == "resilience") await Expect(page.Locator(".whole [data-plot=recovery] tbody th")).ToHaveTextAsync("worker-kill");
        if (suite == "bench") await Expect(page.Locator("tr[data-measure^='bench/generation measure.generation_tpot'] data").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("[0-9] ms$"));
    }

    /// <summary>Each download answers, can be read, and has every case and figure.</summary>
    public static async Task DownloadsAsync(IPage page, RealApp app, string id)
    {
        var (_, summary) = await app.RunAsync(id);
        var measured = summary.Cases.Sum(c => c.Measurements.Count);
        var files = new Dictionary<string, string>();
        foreach (var link in await page.Locator(".downloads a").EvaluateAllAsync<string[]>("links => links.map(a => a.getAttribute('href'))"))
        {
            using var answer = await app.Client.GetAsync(link);
            Assert.True(answer.IsSuccessStatusCode, $"{link}: {answer.StatusCode}");
            files[link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]] = await answer.Content.ReadAsStringAsync();
        }

        Assert.Equal(8, files.Count);
        Assert.Equal(summary.Verdict, SummaryJson.Parse(files["json"])?.Verdict);
        var table = files["csv"].Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((CsvReport.MeasurementHeader, measured), (table[0], table.Length - 1));
        Assert.Equal(summary.Cases.Sum(c => c.Requests.Total), files["requests"].Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
        var junit = XDocument.Parse(files["junit"]).Descendants("testcase").ToList();
        Assert.Equal(summary.Cases.Select(c => c.Plan.Id), junit.Select(c => c.Attribute("name")!.Value));
        Assert.Equal(measured, junit.Descendants("property").Count(p => p.Attribute("name")!.Value.StartsWith("measure.", StringComparison.Ordinal)));
        Assert.StartsWith("<!doctype html>", files["html"], StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("</html>", files["html"].TrimEnd(), StringComparison.Ordinal);
        Assert.All(summary.Cases, c => Assert.Contains(c.Plan.Id, files["html"], StringComparison.Ordinal));
        Assert.All(summary.Cases, c => Assert.Contains(c.Plan.Id, files["md"], StringComparison.Ordinal));
        Assert.Equal(summary.LastSeq + 1, files["ndjson"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
