using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Comparison;

namespace Pensieve.Console.Features.Compare;

/// <summary>The curves and latency distributions of all sides on one axis each. A side of several runs is drawn by its newest.</summary>
internal static class CompareOverlays
{
    /// <summary>One plot per case and figure that two sides have.</summary>
    public static IEnumerable<CurvePlot> Of(RunComparison comparison)
    {
        var runs = comparison.Groups.Select(g => g.Runs.MaxBy(r => r.At)!).ToList();
        foreach (var first in runs[0].Cases)
        {
            var cases = runs.Select(r => r.Cases.FirstOrDefault(c => c.Plan.Id == first.Plan.Id)).ToList();
            foreach (var curve in CasePlots.Curves(first))
            {
                var lines = cases.SelectMany((c, i) => (c is null ? [] : CasePlots.Curves(c)).Where(k => k.Id == curve.Id).SelectMany(k => k.Lines.Take(1)).Select(l => l with { Label = $"{RunSides.Letter(i)} {l.Label}", Hue = i + 1 })).ToList();
                if (lines.Count > 1) yield return curve with { Title = $"{first.Plan.Title}: {curve.Title}", Lines = lines, Marks = [] };
            }

            var spread = cases.SelectMany((c, i) => CasePlots.Line(RunSides.Letter(i), (c?.Samples ?? []).Where(s => s.IsOk()).Select(s => s.TtftMs()), i + 1)).ToList();
            if (spread.Count > 1)
            {
                yield return new CurvePlot(string.Concat($"spread-{first.Plan.Id}".Select(l => char.IsAsciiLetterOrDigit(l) ? l : '-')),
                    $"{first.Plan.Title}: time to first token, share of requests", "time to first token", "ms", "ratio", spread, [], LogX: true, Step: true);
            }
        }
    }
}
