using System.Text.Json;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports.Comparison;

namespace Pensieve.Console.Features.Runs.Api;

/// <summary>A run to start. Fields left out take their defaults.</summary>
/// <param name="Suites">"integration", "stress", "bench", "resilience", "truth", or "all".</param>
/// <param name="Profile">"smoke", "quick", "standard" or "full"; quick if left out. Smoke runs only the cases marked for it, or those named.</param>
/// <param name="Cases">Only these cases of the suites, by id.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Confirm">Must be true for a run that disturbs live traffic while requests are under way.</param>
public sealed record StartRunRequest(IReadOnlyList<string>? Suites, string? Profile = null, IReadOnlyList<string>? Cases = null, long? Seed = null, bool Confirm = false);

/// <summary>A run in a list.</summary>
/// <param name="Id">Id.</param>
/// <param name="State">"running", "passed", "failed", "inconclusive", "invalid", "skipped", "interrupted" or "error".</param>
/// <param name="Suites">Its suites.</param>
/// <param name="Profile">Its profile.</param>
/// <param name="Model">Model asked for.</param>
/// <param name="Target">Server under test.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null = it has not.</param>
/// <param name="StartedBy">Who started it.</param>
/// <param name="Seconds">Seconds it took so far.</param>
/// <param name="ExitCode">Exit status of its process.</param>
/// <param name="Partial">It was stopped before its end.</param>
/// <param name="Passed">Cases that passed.</param>
/// <param name="Failed">Cases that failed.</param>
/// <param name="Skipped">Cases skipped.</param>
/// <param name="Other">All other cases.</param>
/// <param name="IsBaseline">Later runs are measured against it.</param>
/// <param name="Command">The command line that repeats it.</param>
/// <param name="Figures">The figures that comparisons decide on.</param>
public sealed record RunListItem(
    string Id, string State, IReadOnlyList<string> Suites, string Profile, string Model, string Target, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string StartedBy,
    double Seconds, long? ExitCode, bool Partial, long Passed, long Failed, long Skipped, long Other, bool IsBaseline, string Command, IReadOnlyList<RunFigure> Figures)
{
    /// <summary>View of a row.</summary>
    public static RunListItem Of(RunRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Id, row.State, row.Suites.Split(','), row.Profile, row.Model, row.Target, DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAt),
            row.EndedAt is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null, row.StartedBy, row.Seconds, row.ExitCode, row.Partial == 1,
            row.Passed, row.Failed, row.Skipped, row.Other, row.IsBaseline == 1, row.Command, RunRepository.FiguresOf(row));
    }
}

/// <summary>One run, whole.</summary>
/// <param name="Run">As in a list.</param>
/// <param name="Progress">How far it is; null = it has ended.</param>
/// <param name="Log">What its process wrote beside its record, the last lines.</param>
/// <param name="Unsaved">Why its record is not in the database; null = it is.</param>
/// <param name="Summary">What its record says: cases, checks, figures, timeline; null = the record has not begun.</param>
public sealed record RunDocument(RunListItem Run, RunProgress? Progress, string Log, string? Unsaved, JsonElement? Summary);

/// <summary>A page of runs, newest first.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Next">What to give as "before" for the next page; null = this is the last.</param>
public sealed record RunPage(IReadOnlyList<RunListItem> Runs, long? Next);

/// <summary>Runs side by side; the first side is the base.</summary>
/// <param name="Runs">The runs, in the order asked for.</param>
/// <param name="Sides">Their ids, side by side.</param>
/// <param name="SameFingerprint">Whether they were made in one environment; verdicts need that.</param>
/// <param name="Facts">What differs between their environments.</param>
/// <param name="Figures">Figures that the base and another side have, those that decide first. An infinite one is "Infinity": requests timed out.</param>
/// <param name="Verdicts">What follows for each side but the base.</param>
public sealed record RunComparisonDocument(
    IReadOnlyList<RunListItem> Runs, IReadOnlyList<IReadOnlyList<string>> Sides, bool SameFingerprint, IReadOnlyList<ComparedFact> Facts, IReadOnlyList<ComparedFigure> Figures,
    IReadOnlyList<GroupVerdict> Verdicts);
