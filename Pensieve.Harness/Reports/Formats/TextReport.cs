namespace Pensieve.Harness.Reports.Formats;

/// <summary>A run for the terminal: verdict, a line for each case, what failed, figures.</summary>
public static class TextReport
{
    /// <summary>Writes it.</summary>
    public static void Write(RunSummary run, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(output);
        var width = run.Cases.Select(c => c.Plan.Id.Length).DefaultIfEmpty(0).Max();
        foreach (var c in run.Cases)
        {
            output.WriteLine($"{RunStates.Sign(c.State)} {c.Plan.Id.PadRight(width)}  {RunStates.Word(c.State),-12} {(c.Seconds is { } s ? Figure.Duration(s) : ""),8}  {c.Reason}".TrimEnd());
            foreach (var check in c.FailedChecks.Take(20)) output.WriteLine($"    ✗ {check.Name}\n        expected {check.Expected}\n        actual   {check.Actual}");
            foreach (var g in c.Gates.Where(g => !g.Passed)) output.WriteLine($"    ✗ gate {g.Name}: {Figure.Text(g.Actual, g.Unit)}, allowed {Figure.Text(g.Limit, g.Unit)}");
            foreach (var t in c.Thresholds) output.WriteLine($"    {RunStates.Sign(RunStates.Of(t.Status))} {t.Expression}: {Figure.Text(t.Actual, t.Unit)}");
            foreach (var m in c.Measurements) output.WriteLine($"      {MarkdownReport.Label(m)}: {Figure.Text(m.Value, m.Unit)}{(MarkdownReport.Interval(m) is { Length: > 0 } interval ? $" ({interval})" : "")}, n = {m.N}");
        }

        output.WriteLine(run.Verdict);
    }
}
