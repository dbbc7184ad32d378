using System.Globalization;
using System.Text;
using System.Xml;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Formats;

/// <summary>
/// JUnit XML as CI systems read it: a test suite for each suite, a test case for each case, its figures as properties.
/// What was not decided is an error there, since the format knows nothing between passed and failed.
/// </summary>
public static class JUnitReport
{
    /// <summary>Writes it.</summary>
    public static void Write(RunSummary run, Stream output)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) });
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        Attributes(xml, "pensieve " + string.Join(" ", run.Run.Suites), run.Cases, run.Seconds);
        foreach (var suite in run.Cases.GroupBy(c => c.Plan.Suite))
        {
            xml.WriteStartElement("testsuite");
            Attributes(xml, suite.Key, [.. suite], suite.Sum(c => c.Seconds ?? 0));
            xml.WriteAttributeString("timestamp", run.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
            Properties(xml, run.Run.Fingerprint.OrderBy(f => f.Key, StringComparer.Ordinal)
                .Prepend(new("command", run.Run.Command)).Prepend(new("seed", run.Run.Seed.ToString(CultureInfo.InvariantCulture))).Prepend(new("run", run.Run.RunId)));
            foreach (var c in suite) Case(xml, c);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>Name of a figure's property: "measure.ttft.p95@concurrency 8".</summary>
    public static string NameOf(Measurement m)
    {
        ArgumentNullException.ThrowIfNull(m);
        return $"measure.{m.Metric}.{m.Statistic}{(m.At is { Count: > 0 } ? "@" + Figure.At(m.At) : "")}";
    }

    private static void Case(XmlWriter xml, CaseSummary c)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "pensieve." + c.Plan.Suite);
        xml.WriteAttributeString("name", c.Plan.Id);
        xml.WriteAttributeString("time", Figure.Exact(c.Seconds ?? 0));
        Properties(xml, c.Measurements.Select(m => new KeyValuePair<string, string>(NameOf(m), m.Value is { } v ? Figure.Exact(v) : Figure.Insufficient))
            .Concat(c.Thresholds.Select(t => new KeyValuePair<string, string>("threshold." + t.Expression, t.Actual is { } v ? Figure.Exact(v) : Figure.Insufficient)))
            .Concat(c.Gates.Select(g => new KeyValuePair<string, string>("gate." + g.Name, Figure.Exact(g.Actual)))));
        switch (c.State)
        {
            case RunState.Passed: break;
            case RunState.Skipped or RunState.Pending:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Clean(c.Reason ?? "it was not reached"));
                xml.WriteEndElement();
                break;
            case RunState.Failed:
                Problem(xml, "failure", c);
                break;
            default:
                Problem(xml, "error", c);
                break;
        }

        xml.WriteEndElement();
    }

    private static void Problem(XmlWriter xml, string element, CaseSummary c)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("type", RunStates.Word(c.State));
        xml.WriteAttributeString("message", Clean(c.Reason ?? RunStates.Word(c.State)));
        var text = new StringBuilder();
        foreach (var check in c.FailedChecks) text.Append(CultureInfo.InvariantCulture, $"{check.Name}\n  expected: {check.Expected}\n  actual:   {check.Actual}\n");
        foreach (var t in c.Thresholds.Where(t => t.Status != Runs.CaseStatus.Passed)) text.Append(CultureInfo.InvariantCulture, $"{t.Expression}: {Figure.Text(t.Actual, t.Unit)}\n");
        foreach (var g in c.Gates.Where(g => !g.Passed)) text.Append(CultureInfo.InvariantCulture, $"gate {g.Name}: {Figure.Text(g.Actual, g.Unit)}, allowed {Figure.Text(g.Limit, g.Unit)}\n");
        xml.WriteString(Clean(text.ToString()));
        xml.WriteEndElement();
    }

    private static void Attributes(XmlWriter xml, string name, IReadOnlyList<CaseSummary> cases, double seconds)
    {
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", Number(cases.Count));
        xml.WriteAttributeString("failures", Number(cases.Count(c => c.State == RunState.Failed)));
        xml.WriteAttributeString("errors", Number(cases.Count(c => c.State is RunState.Error or RunState.Invalid or RunState.Inconclusive or RunState.Interrupted or RunState.Running)));
        xml.WriteAttributeString("skipped", Number(cases.Count(c => c.State is RunState.Skipped or RunState.Pending)));
        xml.WriteAttributeString("time", Figure.Exact(seconds));
    }

    private static void Properties(XmlWriter xml, IEnumerable<KeyValuePair<string, string>> properties)
    {
        xml.WriteStartElement("properties");
        foreach (var (name, value) in properties)
        {
            xml.WriteStartElement("property");
            xml.WriteAttributeString("name", Clean(name));
            xml.WriteAttributeString("value", Clean(value));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // XML 1.0 has no place for most control characters, not even escaped.
    private static string Clean(string text) => string.Concat(text.EnumerateRunes().Select(r => r.Value < 0x20 && r.Value is not ('\t' or '\n' or '\r') || r.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : r.ToString()));
}
