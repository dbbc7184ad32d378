using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports.Comparison;

namespace Pensieve.Console.Features.Runs.Api;

/// <summary>GET /api/runs/compare: the statistics of the page and of `pensieve compare`, one run a side.</summary>
internal static class RunComparing
{
    private const int Fewest = 2;
    private const int Most = 5;

    /// <summary>Answers it.</summary>
    public static async Task<Results<Ok<RunComparisonDocument>, ErrorResult>> CompareAsync(RunReader reader, CancellationToken aborted, string? runs = null)
    {
        var ids = (runs ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length is < Fewest or > Most) return RunEndpoints.Wrong("runs", $"must be the ids of {Fewest} to {Most} runs, separated by commas; GET /api/runs lists them.");
        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Length) return RunEndpoints.Wrong("runs", "names a run twice.");
        List<RunListItem> items = [];
        List<RunGroup> groups = [];
        foreach (var id in ids)
        {
            var outcome = await reader.FindAsync(id, aborted);
            if (!outcome.IsDone) return RunEndpoints.Broken(outcome.Failure);
            if (outcome.Value is not { } found) return RunEndpoints.Missing(id);
            if (found.Summary is not { } summary)
                return new ErrorResult(new ApiError(409, $"The record of run {id} has not begun, or is not there: there is nothing to compare.", "runs", "no_record"));
            items.Add(RunListItem.Of(found.Row));
            groups.Add(new RunGroup(id, [summary]));
        }

        var comparison = RunComparison.Of(groups);
        return TypedResults.Ok(new RunComparisonDocument(items, comparison.SameFingerprint, comparison.Facts, comparison.Figures));
    }
}
