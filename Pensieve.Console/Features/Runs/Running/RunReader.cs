using System.Runtime.CompilerServices;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Store;
using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>A run, wherever it is.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Summary">What its record says; null = the record has not begun, or is lost.</param>
/// <param name="Live">It in memory; null = it is only in the database.</param>
public sealed record RunFound(RunRow Row, RunSummary? Summary, LiveRun? Live);

/// <summary>Reads runs from memory and database alike.</summary>
public sealed class RunReader(RunManager manager, RunRepository repository, RunArchive archive)
{
    private const int LinesAtOnce = 500;

    /// <summary>The run of an id; null without failure = there is none.</summary>
    public async Task<StoreOutcome<RunFound?>> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (manager.Find(id) is { } live)
        {
            var row = live.Row;
            // The mark is set in the database only.
            if (live.IsOver && (await repository.FindAsync(id, cancellationToken)).Value is { } kept) row = row with { IsBaseline = kept.IsBaseline };
            return new(new RunFound(row, live.Summary, live), null);
        }

        var found = await repository.FindAsync(id, cancellationToken);
        if (!found.IsDone || found.Value is null) return new(null, found.Failure);
        var summary = await archive.SummaryAsync(id, cancellationToken);
        return summary.IsDone ? new(new RunFound(found.Value, summary.Value, null), null) : new(null, summary.Failure);
    }

    /// <summary>Runs, newest first; those in memory in their present state, also where the database failed.</summary>
    public async Task<StoreOutcome<IReadOnlyList<RunRow>>> ListAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        var kept = await repository.ListAsync(filter, cancellationToken);
        var live = manager.Recent.Select(r => r.Row).Where(r => Fits(r, filter)).ToDictionary(r => r.Id);
        var rows = (kept.Value ?? []).Select(r => live.Remove(r.Id, out var now) ? now with { IsBaseline = r.IsBaseline } : r).ToList();
        // A row that the filter no longer fits was kept in an earlier state.
        rows.RemoveAll(r => !Fits(r, filter));
        rows.AddRange(live.Values.Where(r => kept.Failure is not null || r.EndedAt is null || rows.Count < filter.Limit));
        return new([.. rows.OrderByDescending(r => r.StartedAt).Take(filter.Limit)], kept.Failure);
    }

    /// <summary>The record after a line: what is there, then, while the run goes on, what comes. Ends with the record.</summary>
    public async IAsyncEnumerable<RunLine> FollowAsync(string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var live = manager.Find(id);
        if (live?.Tail.First is not { } first || after + 1 < first)
        {
            await foreach (var text in archive.TextsAsync(id, after, _ => { }, cancellationToken))
            {
                foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (Harness.Runs.Events.RunEventJson.Parse(line) is not { } parsed || parsed.Seq <= after) continue;
                    after = parsed.Seq;
                    yield return new RunLine(after, line);
                }
            }
        }

        while (live is not null)
        {
            // Both are taken before the lines are: what comes in between is found at the next turn.
            var (change, over) = (live.NextChange, live.IsOver);
            var lines = live.Tail.After(after, LinesAtOnce);
            foreach (var line in lines)
            {
                after = line.Seq;
                yield return line;
            }

            if (lines.Count > 0) continue;
            if (over) yield break;
            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The lines of the record that there are now, without waiting for more.</summary>
    public async IAsyncEnumerable<string> LinesAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = manager.Find(id)?.Summary?.LastSeq;
        if (last < 0) yield break;
        await foreach (var line in FollowAsync(id, -1, cancellationToken))
        {
            yield return line.Text;
            if (line.Seq >= last) yield break;
        }
    }

    private static bool Fits(RunRow r, RunFilter f) =>
        (!f.Baselines || r.IsBaseline == 1) && (f.Suite is null || r.Suites.Split(',').Contains(f.Suite)) && (f.State is null || r.State == f.State) && (f.Profile is null || r.Profile == f.Profile)
        && (f.Model is null || r.Model == f.Model) && (f.Before is null || r.StartedAt < f.Before);
}
