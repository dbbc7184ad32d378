using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Harness.Reports;

/// <summary>The figures of one run, taken out of every report again: all must say the same.</summary>
public sealed partial class ReportsAgreeTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pensieve-reports-");
    private RunSummary _run = null!;

    public async ValueTask InitializeAsync()
    {
        var events = SyntheticRecord.Of("run-1", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await File.WriteAllTextAsync(PathOf(RunRecordReader.FileName), SyntheticRecord.Text(events));
        var (run, error) = await ReportFolder.WriteAsync(_folder.FullName);
        Assert.Null(error);
        _run = run!;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Figures_InEveryReport_AreTheRecordsOwn()
    {
        var record = File.ReadLines(PathOf(RunRecordReader.FileName)).Select(l => RunEventJson.Parse(l)).OfType<Measurement>()
            .ToDictionary(m => $"{m.Case} {JUnitReport.NameOf(m)}", m => m.Value is { } v ? Figure.Exact(v) : Figure.Insufficient);
        Assert.True(record.Count > 20);

        var json = JsonDocument.Parse(Read("report.json")).RootElement.GetProperty("cases").EnumerateArray().SelectMany(c => c.GetProperty("measurements").EnumerateArray())
            .Select(m => m.Deserialize<JsonElement>()).ToDictionary(
                m => $"{m.GetProperty("case").GetString()} measure.{m.GetProperty("metric").GetString()}.{m.GetProperty("statistic").GetString()}{At(m)}",
                m => m.TryGetProperty("value", out var v) ? Figure.Exact(v.GetDouble()) : Figure.Insufficient);
        Same(record, json);

        var junit = XDocument.Load(PathOf("junit.xml")).Descendants("testcase").SelectMany(c => c.Descendants("property")
            .Where(p => p.Attribute("name")!.Value.StartsWith("measure.", StringComparison.Ordinal)).Select(p => ($"{c.Attribute("name")!.Value} {p.Attribute("name")!.Value}", p.Attribute("value")!.Value)))
            .ToDictionary();
        Same(record, junit);

        var html = HtmlFigure().Matches(Read("report.html")).ToDictionary(m => System.Net.WebUtility.HtmlDecode(m.Groups[1].Value), m => m.Groups[2].Success ? m.Groups[2].Value : Figure.Insufficient);
        Same(record, html);

        var csv = Read("measurements.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Cells)
            .ToDictionary(c => $"{c[0]} measure.{c[1]}.{c[2]}{(c[3].Length > 0 ? "@" + c[3] : "")}", c => c[4].Length > 0 ? c[4] : Figure.Insufficient);
        Same(record, csv);

        var text = new StringWriter();
        TextReport.Write(_run, text);
        var markdown = Read("summary.md");
        foreach (var m in _run.Cases.SelectMany(c => c.Measurements))
        {
            Assert.Contains($"{MarkdownReport.Label(m)}: {Figure.Text(m.Value, m.Unit)}", text.ToString(), StringComparison.Ordinal);
            Assert.Contains($"{MarkdownReport.Label(m)}{(m.Primary ? " ★" : "")} | {Figure.Text(m.Value, m.Unit)} |", markdown, StringComparison.Ordinal);
            if (m.Value is { } v) Assert.Contains($"\"{Figure.Exact(v)}\">{Figure.Text(v, m.Unit)}</data>", Read("report.html"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Outcome_InEveryReport_IsTheSame()
    {
        var junit = XDocument.Load(PathOf("junit.xml")).Root!;
        Assert.Equal(_run.Cases.Count, int.Parse(junit.Attribute("tests")!.Value, CultureInfo.InvariantCulture));
        Assert.Equal(1, int.Parse(junit.Attribute("failures")!.Value, CultureInfo.InvariantCulture));
        Assert.Contains("expected: Once upon a", junit.Descendants("failure").Single().Value, StringComparison.Ordinal);
        Assert.Equal("the target asks for no key", junit.Descendants("skipped").Single().Attribute("message")!.Value);
        Assert.Equal("failed", JsonDocument.Parse(Read("report.json")).RootElement.GetProperty("state").GetString());
        Assert.Contains(_run.Verdict, Read("summary.md"), StringComparison.Ordinal);
        Assert.Contains(_run.Verdict, Read("report.html"), StringComparison.Ordinal);
        Assert.Contains(_run.Run.Command, Read("report.html"), StringComparison.Ordinal);
        Assert.Equal(_run.Tally, SummaryJson.Parse(Read("report.json"))!.Tally);
    }

    [Fact]
    public void Requests_InCsv_AreAllOfThem() =>
        Assert.Equal(_run.Cases.Sum(c => c.Requests.Total) + 1, Read("requests.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);

    [Fact]
    public void Plots_AsFiles_AreSoundXml()
    {
        var files = Directory.GetFiles(PathOf("plots"), "*.svg");
        Assert.Contains(files, f => f.EndsWith("ttft.svg", StringComparison.Ordinal));
        Assert.Contains(files, f => f.Contains("tokens-per-second-concurrency", StringComparison.Ordinal));
        Assert.Contains(files, f => f.EndsWith("recovery.svg", StringComparison.Ordinal));
        Assert.Contains(files, f => f.EndsWith("survivors-resilienceworkerkill.svg", StringComparison.Ordinal));
        Assert.True(files.Length > 15, $"{files.Length} plots");
        foreach (var file in files)
        {
            var svg = XDocument.Load(file);
            Assert.Equal("{http://www.w3.org/2000/svg}svg", svg.Root!.Name.ToString());
            Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Plots_AllOfThem_HaveATableInTheReport()
    {
        var html = Read("report.html");
        var drawings = Drawings.Of(_run).Concat(_run.Cases.SelectMany(Drawings.Of)).ToList();
        Assert.Equal(drawings.Count, drawings.Select(d => d.Id).Distinct().Count());
        Assert.All(drawings, d =>
        {
            Assert.NotEmpty(d.Twin.Rows);
            Assert.All(d.Twin.Rows, r => Assert.Equal(d.Twin.Head.Count, r.Count));
            Assert.Contains($"id=\"plot-{d.Id}\"", html, StringComparison.Ordinal);
        });
        Assert.Equal(TimeBoards.Of(_run).Plots.Count + 1 + drawings.Count, html.Split("<summary>As a table</summary>").Length - 1);
    }

    [Fact]
    public void Html_NeedsNothingFromOutside()
    {
        var html = Read("report.html");
        Assert.DoesNotMatch("""(src|href)="(?!#)""", html);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf("class=\"card verdict", StringComparison.Ordinal) < html.IndexOf("<h2>Thresholds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Html_HostileTexts_StayText()
    {
        const string evil = "</script><img src=x onerror=alert(1)>\"'\u0001";
        var events = SyntheticRecord.Of("run-2", DateTimeOffset.UnixEpoch, ["integration"]).Select(e => e switch
        {
            CheckResult c => c with { Name = evil, Expected = evil, Actual = evil },
            RequestSample r => r with { Id = evil, Error = evil, Outcome = evil },
            CaseEnded c => c with { Reason = evil },
            _ => e,
        }).ToList();
        await File.WriteAllTextAsync(PathOf(RunRecordReader.FileName), SyntheticRecord.Text(events));
        var (_, error) = await ReportFolder.WriteAsync(_folder.FullName);
        Assert.Null(error);
        Assert.DoesNotContain("<img", Read("report.html"), StringComparison.Ordinal);
        XDocument.Load(PathOf("junit.xml"));
        Assert.DoesNotContain("\n=", Read("requests.csv").Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [GeneratedRegex("""<tr data-measure="([^"]*)"><td>[^<]*<td class="num">(?:<data value="([^"]*)">)?""")]
    private static partial Regex HtmlFigure();

    private static string At(JsonElement m) => m.TryGetProperty("at", out var at) && at.ValueKind == JsonValueKind.Object
        ? "@" + Figure.At(at.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble())) : "";

    private static List<string> Cells(string line) => [.. CsvCell().Matches(line).Select(m => m.Groups[1].Success ? m.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : m.Groups[2].Value)];

    [GeneratedRegex("""(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))""")]
    private static partial Regex CsvCell();

    private static void Same(Dictionary<string, string> expected, Dictionary<string, string> actual) =>
        Assert.Equal(expected.OrderBy(p => p.Key, StringComparer.Ordinal), actual.OrderBy(p => p.Key, StringComparer.Ordinal));

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Read(string name) => File.ReadAllText(PathOf(name));
}
