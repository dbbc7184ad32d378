using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Shared;
using Pensieve.Console.Store;
using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs;

/// <summary>How the last run ended, as a check of the overview. Of runs before the start it asks the database once, and again after changes.</summary>
internal sealed class RunHealth : IHealthSource, IDisposable
{
    private readonly RunManager _runs;
    private readonly RunReader _reader;
    private readonly TimeProvider _time;
    private Task<StoreOutcome<IReadOnlyList<RunRow>>>? _kept;

    /// <summary>Creates it; nothing is read yet.</summary>
    public RunHealth(RunManager runs, RunReader reader, TimeProvider time)
    {
        (_runs, _reader, _time) = (runs, reader, time);
        runs.Changed += Forget;
    }

    /// <inheritdoc/>
    public IEnumerable<HealthCheck> Check()
    {
        if (_runs.Recent.FirstOrDefault(r => r.IsOver) is { Summary: { } summary } last)
        {
            yield return Of(last.Id, summary.State, last.Request.Suites, last.StartedAt + (long)(summary.Seconds * 1000));
            yield break;
        }

        var kept = _kept ??= _reader.ListAsync(new RunFilter(Limit: 2), CancellationToken.None);
        if (!kept.IsCompletedSuccessfully) yield break;
        if (!kept.Result.IsDone)
        {
            // That the database does not answer is a check of its own.
            _kept = null;
            yield break;
        }

        yield return kept.Result.Value!.FirstOrDefault(r => r.EndedAt is not null) is { } row
            ? Of(row.Id, RunLook.StateOf(row.State), row.Suites.Split(','), row.EndedAt!.Value)
            : new HealthCheck("Last run", Severity.Info, "None yet") { Href = "runs" };
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.Changed -= Forget;

    private void Forget() => _kept = null;

    private HealthCheck Of(string id, RunState state, IEnumerable<string> suites, long endedAt)
    {
        var word = RunStates.Word(state);
        return new HealthCheck(
            "Last run", RunLook.Tone(state) switch { "good" => Severity.Good, "bad" => Severity.Warning, _ => Severity.Info }, char.ToUpperInvariant(word[0]) + word[1..],
            $"{string.Join(", ", suites)}, {Format.Ago(_time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(endedAt))}") { Href = "runs/" + id };
    }
}
