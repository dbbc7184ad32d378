using System.Text;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Harness.Reports.Html;

namespace Pensieve.Harness.Reports;

/// <summary>Writes every report of a run beside its record.</summary>
public static class ReportFolder
{
    /// <summary>
    /// Writes report.html, report.json, junit.xml, summary.md, measurements.csv, requests.csv and plots/*.svg into the folder of
    /// <paramref name="recordPath"/>. Returns the run, or why there are no reports.
    /// </summary>
    public static async Task<(RunSummary? Summary, string? Error)> WriteAsync(string recordPath, CancellationToken cancellationToken = default)
    {
        var (run, error) = await RunRecordReader.ReadAsync(recordPath, cancellationToken).ConfigureAwait(false);
        if (run is null) return (null, error);
        if (Directory.Exists(recordPath)) recordPath = Path.Combine(recordPath, RunRecordReader.FileName);
        var folder = Path.GetDirectoryName(Path.GetFullPath(recordPath))!;
        try
        {
            await using (var json = File.Create(Path.Combine(folder, "report.json"))) SummaryJson.Write(run, json);
            await using (var junit = File.Create(Path.Combine(folder, "junit.xml"))) JUnitReport.Write(run, junit);
            await using (var html = Text("report.html")) HtmlReport.Write(run, html);
            await using (var markdown = Text("summary.md")) MarkdownReport.Write(run, markdown);
            await using (var figures = Text("measurements.csv")) CsvReport.Measurements(run, figures);
            await using (var requests = Text("requests.csv")) await CsvReport.RequestsAsync(RunRecordReader.LinesAsync(recordPath, cancellationToken), requests, cancellationToken).ConfigureAwait(false);
            Directory.CreateDirectory(Path.Combine(folder, "plots"));
            foreach (var (name, svg) in SvgFiles.Of(run)) await File.WriteAllTextAsync(Path.Combine(folder, "plots", name + ".svg"), svg, cancellationToken).ConfigureAwait(false);
            return (run, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (run, $"The reports could not be written: {e.Message}");
        }

        StreamWriter Text(string name) => new(Path.Combine(folder, name), append: false, new UTF8Encoding(false));
    }
}
