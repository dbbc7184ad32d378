using System.Globalization;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Cli;

/// <summary>One line for each case, its failures under it, and a last line: for pipes, files and CI.</summary>
internal sealed class PlainRunView(TextWriter output) : RunView
{
    private readonly Dictionary<string, CasePlan> _plans = [];
    private readonly List<string> _failures = [];

    /// <inheritdoc/>
    public override void Take(RunEvent line)
    {
        switch (line)
        {
            case RunStarted run:
                foreach (var plan in run.Cases) _plans[plan.Id] = plan;
                Write($"run {run.RunId}: {run.Cases.Count} cases against {run.Target.Url} ({run.Target.Kind}, {run.Target.Model}), profile {run.Profile}, seed {run.Seed}, about {run.Cases.Sum(c => c.ExpectedSeconds):0} s");
                break;
            case CheckResult { Passed: false } check:
                _failures.Add($"    {check.Name}: expected {check.Expected}, found {check.Actual}");
                break;
            case GateResult { Passed: false } gate:
                _failures.Add(string.Create(CultureInfo.InvariantCulture, $"    gate {gate.Name}: {gate.Actual:0.###} {gate.Unit}, allowed {gate.Limit:0.###}"));
                break;
            case ThresholdResult { Status: not CaseStatus.Passed } limit:
                _failures.Add(string.Create(CultureInfo.InvariantCulture, $"    {limit.Expression}: {limit.Actual:0.###} {limit.Unit}"));
                break;
            case RunNote { Level: not "info" } note:
                _failures.Add("    " + note.Text.Replace("\n", "\n    ", StringComparison.Ordinal));
                break;
            case CaseEnded ended:
                Write(string.Create(CultureInfo.InvariantCulture, $"{Word(ended.Status),-9} {ended.Case,-36} {ended.Seconds,7:0.0} s{(ended.Partial ? " partial" : "")}{(ended.Reason is { } why ? "  " + why : "")}"));
                foreach (var failure in _failures.Take(12)) Write(failure);
                if (_failures.Count > 12) Write($"    and {_failures.Count - 12} more");
                _failures.Clear();
                break;
            case RunEnded end:
                Write(string.Create(CultureInfo.InvariantCulture, $"{end.Passed} passed, {end.Failed} failed, {end.Skipped} skipped, {end.Other} undecided or invalid in {end.Seconds:0.0} s: {Word(end.Status)}{(end.Partial ? ", partial" : "")}"));
                break;
        }
    }

    private void Write(string line) => output.WriteLine(line);
}
