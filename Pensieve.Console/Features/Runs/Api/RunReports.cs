using System.IO.Compression;
using System.Text;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Harness.Reports.Html;

namespace Pensieve.Console.Features.Runs.Api;

/// <summary>Reports as downloads.</summary>
internal sealed class RunReports(RunReader reader)
{
    /// <summary>Names of the formats, as addresses carry them.</summary>
    public static readonly IReadOnlyList<string> Formats = ["html", "json", "csv", "requests", "junit", "md", "svg", "ndjson"];

    /// <summary>Answers with a report of a run.</summary>
    public async Task WriteAsync(HttpContext context, RunFound found, string format)
    {
        var summary = found.Summary!;
        var response = context.Response;
        var (extension, type) = format switch
        {
            "html" => ("html", "text/html; charset=utf-8"),
            "json" => ("json", "application/json"),
            "csv" => ("measurements.csv", "text/csv; charset=utf-8"),
            "requests" => ("requests.csv", "text/csv; charset=utf-8"),
            "junit" => ("junit.xml", "application/xml"),
            "md" => ("md", "text/markdown; charset=utf-8"),
            "svg" => ("plots.zip", "application/zip"),
            _ => ("ndjson", "application/x-ndjson"),
        };
        response.ContentType = type;
        response.Headers.ContentDisposition = $"attachment; filename=\"pensieve-run-{found.Row.Id}.{extension}\"";
        response.Headers.CacheControl = "no-store";
        var cancellationToken = context.RequestAborted;
        switch (format)
        {
            case "requests" or "ndjson":
                var lines = reader.LinesAsync(found.Row.Id, cancellationToken);
                await using (var text = new StreamWriter(response.Body, new UTF8Encoding(false)))
                {
                    if (format == "requests") await CsvReport.RequestsAsync(lines, text, cancellationToken);
                    else await foreach (var line in lines) await text.WriteAsync((line + "\n").AsMemory(), cancellationToken);
                }

                return;
            default:
                using (var buffer = new MemoryStream())
                {
                    Write(summary, format, buffer);
                    response.ContentLength = buffer.Length;
                    buffer.Position = 0;
                    await buffer.CopyToAsync(response.Body, cancellationToken);
                }

                return;
        }
    }

    private static void Write(RunSummary run, string format, Stream output)
    {
        if (format == "json") SummaryJson.Write(run, output);
        else if (format == "junit") JUnitReport.Write(run, output);
        else if (format == "svg") Zip(run, output);
        else
        {
            using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
            if (format == "html") HtmlReport.Write(run, text);
            else if (format == "md") MarkdownReport.Write(run, text);
            else CsvReport.Measurements(run, text);
        }
    }

    private static void Zip(RunSummary run, Stream output)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, svg) in SvgFiles.Of(run))
        {
            using var entry = new StreamWriter(zip.CreateEntry(name + ".svg", CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
            entry.Write(svg);
        }
    }
}
