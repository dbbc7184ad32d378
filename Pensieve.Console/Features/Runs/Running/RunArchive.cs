using System.Runtime.CompilerServices;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Store;
using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>Runs that have ended: their records, folded once and kept for a while.</summary>
public sealed class RunArchive(RunRepository repository, ILogger<RunArchive> logger)
{
    private const int CacheLimit = 8;
    private const int ChunksAtOnce = 16;
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Id, RunSummary Summary)> _cache = [];

    /// <summary>The run of a record; null = it is not there or has no first line.</summary>
    public async Task<StoreOutcome<RunSummary?>> SummaryAsync(string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            for (var node = _cache.First; node is not null; node = node.Next)
            {
                if (node.Value.Id != id) continue;
                _cache.Remove(node);
                _cache.AddFirst(node);
                return new(node.Value.Summary, null);
            }
        }

        var builder = new RunSummaryBuilder();
        StoreFailure? failure = null;
        await foreach (var text in TextsAsync(id, -1, f => failure = f, cancellationToken))
        {
            foreach (var line in text.Split('\n')) builder.AddLine(line);
        }

        if (failure is not null) return new(null, failure);
        var summary = builder.Build(over: true);
        if (summary is null) return new(null, null);
        lock (_lock)
        {
            _cache.AddFirst((id, summary));
            if (_cache.Count > CacheLimit) _cache.RemoveLast();
        }

        return new(summary, null);
    }

    /// <summary>The record after a line, piece by piece, each of whole lines.</summary>
    public async IAsyncEnumerable<string> TextsAsync(string id, long after, Action<StoreFailure> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var chunks = await repository.ChunksAsync(id, after, ChunksAtOnce, cancellationToken);
            if (!chunks.IsDone)
            {
                failed(chunks.Failure);
                yield break;
            }

            foreach (var chunk in chunks.Value!)
            {
                yield return chunk.Unpack();
                after = chunk.LastSeq;
            }

            if (chunks.Value!.Count < ChunksAtOnce) yield break;
        }
    }

    /// <summary>Forgets a run's fold.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            for (var node = _cache.First; node is not null; node = node.Next)
            {
                if (node.Value.Id != id) continue;
                _cache.Remove(node);
                return;
            }
        }
    }

    /// <summary>Gives runs of this server that have no end, and are not under way, the one they had. False = the database does not answer.</summary>
    internal async Task<bool> RecoverAsync(string owner, Func<string, bool> isLive, CancellationToken cancellationToken)
    {
        var unended = await repository.UnendedAsync(owner, cancellationToken);
        if (!unended.IsDone) return false;
        foreach (var row in unended.Value!.Where(r => !isLive(r.Id)))
        {
            var summary = await SummaryAsync(row.Id, cancellationToken);
            if (!summary.IsDone) return false;
            var known = summary.Value is { } run ? RunRepository.RowOf(row, run) : row with { State = RunStates.Word(RunState.Interrupted), Partial = 1 };
            var saved = await repository.SaveAsync(known with { EndedAt = row.StartedAt + (long)(known.Seconds * 1000) }, null, cancellationToken);
            if (!saved.IsDone) return false;
            Log.Recovered(logger, row.Id);
        }

        return true;
    }

    /// <summary>Lets go what is more than is kept.</summary>
    internal async Task TrimAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var surplus = await repository.SurplusAsync(options.Keep, options.KeepBytes, cancellationToken);
        foreach (var id in surplus.Value ?? [])
        {
            if (!(await repository.DeleteAsync(id, cancellationToken)).IsDone) return;
            Forget(id);
            Log.Trimmed(logger, id);
        }
    }
}
