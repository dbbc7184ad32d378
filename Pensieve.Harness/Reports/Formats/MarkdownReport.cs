using Pensieve.Harness.Runs;

namespace Pensieve.Harness.Reports.Formats;

/// <summary>A summary for pull requests and chats: verdict, cases, what failed, primary figures, command.</summary>
public static class MarkdownReport
{
    /// <summary>Writes it.</summary>
    public static void Write(RunSummary run, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(output);
        output.Write($"# {RunStates.Sign(run.State)} {Cell(run.Verdict)}\n\n");
        output.Write($"{string.Join(", ", run.Run.Suites)} · profile {Cell(run.Run.Profile)} · {Cell(run.Run.Target.Model)} at {Cell(run.Run.Target.Url)} · {run.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC · {Figure.Duration(run.Seconds)}\n\n");
        output.Write("| | case | result | took | why |\n|-|-|-|-:|-|\n");
        foreach (var c in run.Cases)
            output.Write($"| {RunStates.Sign(c.State)} | {Cell(c.Plan.Id)} | {RunStates.Word(c.State)}{(c.Partial ? ", partial" : "")} | {(c.Seconds is { } s ? Figure.Duration(s) : "")} | {Cell(c.Reason ?? "")} |\n");
        foreach (var c in run.Cases.Where(c => c.FailedChecks.Any() || c.Thresholds.Any(t => t.Status != CaseStatus.Passed) || c.Gates.Any(g => !g.Passed)))
        {
            output.Write($"\n## {Cell(c.Plan.Id)}\n\n");
            foreach (var check in c.FailedChecks.Take(20)) output.Write($"- **{Cell(check.Name)}**: expected `{Code(check.Expected)}`, got `{Code(check.Actual)}`\n");
            foreach (var t in c.Thresholds.Where(t => t.Status != CaseStatus.Passed)) output.Write($"- {Cell(t.Expression)}: **{Figure.Text(t.Actual, t.Unit)}**\n");
            foreach (var g in c.Gates.Where(g => !g.Passed)) output.Write($"- gate {Cell(g.Name)}: **{Figure.Text(g.Actual, g.Unit)}**, allowed {Figure.Text(g.Limit, g.Unit)}\n");
        }

        var figures = run.Cases.SelectMany(c => c.Measurements.Select(m => (Case: c, Figure: m))).ToList();
        if (figures.Count > 0) output.Write("\n## Figures\n\n| case | figure | value | interval | n |\n|-|-|-:|-|-:|\n");
        foreach (var (c, m) in figures)
            output.Write($"| {Cell(c.Plan.Id)} | {Cell(Label(m))}{(m.Primary ? " ★" : "")} | {Figure.Text(m.Value, m.Unit)} | {Interval(m)} | {m.N} |\n");
        output.Write($"\nRepeat it:\n```sh\n{run.Run.Command}\n```\n");
    }

    /// <summary>"ttft p95, concurrency 8"; "answers lost" for a figure that is just a value.</summary>
    public static string Label(Runs.Events.Measurement m)
    {
        ArgumentNullException.ThrowIfNull(m);
        var at = Figure.At(m.At);
        return $"{m.Metric}{(m.Statistic == "value" ? "" : " " + m.Statistic)}{(at.Length > 0 ? ", " + at : "")}".Replace('_', ' ');
    }

    /// <summary>"80 ms to 95 ms", "≤ 95 ms", or nothing.</summary>
    public static string Interval(Runs.Events.Measurement m)
    {
        ArgumentNullException.ThrowIfNull(m);
        return (m.Lower, m.Upper) switch
        {
            ({ } low, { } high) => $"{Figure.Text(low, m.Unit)} to {Figure.Text(high, m.Unit)}",
            (null, { } high) => $"≤ {Figure.Text(high, m.Unit)}",
            ({ } low, null) => $"≥ {Figure.Text(low, m.Unit)}",
            _ => "",
        };
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\r", " ", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);

    private static string Code(string? text) => Cell(text ?? "").Replace('`', '\'');
}
