using System.Globalization;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;

namespace Pensieve.Harness.Verdicts;

/// <summary>Limits of a profile: "ttft.p95 &lt; 500 ms", "error_rate &lt;= 1 %", "goodput > 3".</summary>
public static class Thresholds
{
    private static readonly string[] s_operators = ["<=", ">=", "<", ">"];

    /// <summary>One limit taken apart.</summary>
    /// <param name="Expression">As written.</param>
    /// <param name="Metric">Metric.</param>
    /// <param name="Statistic">Statistic; "value" if none is written.</param>
    /// <param name="Operator">One of &lt;, &lt;=, &gt;, &gt;=.</param>
    /// <param name="Value">The limit: times in milliseconds, shares as ratios, the rest in the metric's unit.</param>
    /// <param name="IsTime">Whether a unit of time was written.</param>
    public sealed record Limit(string Expression, string Metric, string Statistic, string Operator, double Value, bool IsTime = false);

    /// <summary>Takes an expression apart; a text that is none gives the reason instead.</summary>
    public static (Limit? Limit, string? Error) Parse(string expression)
    {
        var op = s_operators.FirstOrDefault(o => expression.Contains(o, StringComparison.Ordinal));
        if (op is null) return (null, $"'{expression}' has none of < <= > >=.");
        var at = expression.IndexOf(op, StringComparison.Ordinal);
        var left = expression[..at].Trim();
        var right = expression[(at + op.Length)..].Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (left.Length == 0 || left.Contains(' ')) return (null, $"'{expression}' begins with no metric such as ttft.p95.");
        var factor = right.Length == 1 ? 1 : right.Length == 2 ? Factor(right[1]) : null;
        if (factor is null || !double.TryParse(right[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return (null, $"'{expression}' does not end with a number and a unit (ms, s, us, %, tokens/s, requests/s, bytes, MB, GB).");
        var dot = left.LastIndexOf('.');
        return (new Limit(expression, dot < 0 ? left : left[..dot], dot < 0 ? "value" : left[(dot + 1)..], op, value * factor.Value, right is [_, "ms" or "s" or "us" or "µs"]), null);
    }

    /// <summary>Holds a case's figures against the limits that its profile has for it.</summary>
    public static IEnumerable<ThresholdResult> Evaluate(RunProfile profile, string caseId, IReadOnlyList<Measurement> measurements)
    {
        foreach (var (pattern, expressions) in profile.Thresholds)
        {
            if (!Catalogue.Matches(pattern, caseId)) continue;
            foreach (var expression in expressions)
            {
                if (Parse(expression).Limit is not { } limit) continue;
                var found = measurements.LastOrDefault(m => m.Metric == limit.Metric && m.Statistic == limit.Statistic && m.At is null);
                yield return Evaluate(limit, found);
            }
        }
    }

    /// <summary>
    /// Holds one figure against one limit. A figure that meets an upper limit while its certified upper bound does not is undecided,
    /// as is one of too few samples. An infinite figure meets no upper limit: the requests behind it timed out.
    /// </summary>
    public static ThresholdResult Evaluate(Limit limit, Measurement? found)
    {
        // Times are written in any unit and compared in the figure's.
        if (limit.IsTime && found?.Unit == "s") limit = limit with { Value = limit.Value / 1000 };
        if (found?.Value is not { } value) return new ThresholdResult(limit.Expression, CaseStatus.Inconclusive, null, limit.Value, found?.Unit ?? "");
        var sure = limit.Operator[0] == '<' ? found.Upper ?? value : found.Lower ?? value;
        var status = !Holds(value) ? CaseStatus.Failed : Holds(sure) ? CaseStatus.Passed : CaseStatus.Inconclusive;
        return new ThresholdResult(limit.Expression, status, value, limit.Value, found.Unit);

        bool Holds(double figure) => limit.Operator switch
        {
            "<" => figure < limit.Value,
            "<=" => figure <= limit.Value,
            ">" => figure > limit.Value,
            _ => figure >= limit.Value,
        };
    }

    private static double? Factor(string unit) => unit switch
    {
        "ms" or "tokens/s" or "requests/s" or "bytes" or "count" or "ratio" => 1,
        "s" => 1000,
        "us" or "µs" => 0.001,
        "%" => 0.01,
        "MB" => 1e6,
        "GB" => 1e9,
        _ => null,
    };
}
