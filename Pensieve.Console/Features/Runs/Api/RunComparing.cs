using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Comparison;

namespace Pensieve.Console.Features.Runs.Api;

/// <summary>GET /api/runs/compare: the statistics of the page and of `pensieve compare`.</summary>
internal static class RunComparing
{
    /// <summary>Answers it.</summary>
    public static async Task<Results<Ok<RunComparisonDocument>, ErrorResult>> CompareAsync(RunReader reader, CancellationToken aborted, string? runs = null)
    {
        var sides = RunSides.Parse(runs);
        if (sides.Count is < RunSides.Fewest or > RunSides.Most)
            return RunEndpoints.Wrong("runs", $"must name {RunSides.Fewest} to {RunSides.Most} sides, separated by commas, each a run or several joined by '+'; GET /api/runs lists them.");
        var ids = sides.SelectMany(s => s).ToList();
        if (ids.Count > RunSides.MostRuns) return RunEndpoints.Wrong("runs", $"names {ids.Count} runs; at most {RunSides.MostRuns} are compared at once.");
        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Count) return RunEndpoints.Wrong("runs", "names a run twice.");
        List<RunListItem> items = [];
        List<RunGroup> groups = [];
        foreach (var side in sides)
        {
            List<RunSummary> members = [];
            foreach (var id in side)
            {
                var outcome = await reader.FindAsync(id, aborted);
                if (!outcome.IsDone) return RunEndpoints.Broken(outcome.Failure);
                if (outcome.Value is not { } found) return RunEndpoints.Missing(id);
                if (found.Summary is not { } summary)
                    return new ErrorResult(new ApiError(409, $"The record of run {id} has not begun, or is not there: there is nothing to compare.", "runs", "no_record"));
                items.Add(RunListItem.Of(found.Row));
                members.Add(summary);
            }

            groups.Add(new RunGroup(RunSides.Letter(groups.Count), members));
        }

        var comparison = RunComparison.Of(groups);
        return TypedResults.Ok(new RunComparisonDocument(items, sides, comparison.SameFingerprint, comparison.Facts, comparison.Figures,
            [.. Enumerable.Range(1, groups.Count - 1).Select(i => GroupVerdict.Of(comparison, i))]));
    }
}
