using System.Text;
using System.Text.Json;
using Pensieve.Console.Store;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Formats;

namespace Pensieve.Console.Features.Runs.Keeping;

/// <summary>Runs in the database.</summary>
public sealed class RunRepository(ConsoleStore store)
{
    private const string Columns =
        "id, owner, started_at, ended_at, state, suites, profile, model, target, started_by, command, seconds, exit_code, partial, passed, failed, skipped, other, fingerprint, figures, cases, is_baseline, log, bytes";

    /// <summary>Writes a run and the next lines of its record: both or neither.</summary>
    public Task<StoreOutcome<bool>> SaveAsync(RunRow run, RunChunk? chunk, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO runs ({Columns}) VALUES (@Id, @Owner, @StartedAt, @EndedAt, @State, @Suites, @Profile, @Model, @Target, @StartedBy, @Command, @Seconds, @ExitCode,
              @Partial, @Passed, @Failed, @Skipped, @Other, @Fingerprint, @Figures, @Cases, @IsBaseline, @Log, @Bytes)
            ON CONFLICT (id) DO UPDATE SET ended_at = @EndedAt, state = @State, suites = @Suites, profile = @Profile, model = @Model, target = @Target, command = @Command,
              seconds = @Seconds, exit_code = @ExitCode, partial = @Partial, passed = @Passed, failed = @Failed, skipped = @Skipped, other = @Other,
              fingerprint = @Fingerprint, figures = @Figures, cases = @Cases, log = @Log, bytes = @Bytes
            """, run, stop);
        if (chunk is not null)
        {
            await session.ExecuteAsync(
                "INSERT INTO runs_chunks (run_id, first_seq, last_seq, body) VALUES (@Id, @FirstSeq, @LastSeq, @Body) ON CONFLICT (run_id, first_seq) DO NOTHING",
                new { run.Id, chunk.FirstSeq, chunk.LastSeq, chunk.Body }, stop);
        }

        return true;
    }, cancellationToken);

    /// <summary>Runs, newest first.</summary>
    public Task<StoreOutcome<IReadOnlyList<RunRow>>> ListAsync(RunFilter filter, CancellationToken cancellationToken) => store.ReadAsync((session, stop) =>
    {
        var where = new StringBuilder("WHERE 1 = 1");
        if (filter.Suite is not null) where.Append(" AND ',' || suites || ',' LIKE @Like");
        if (filter.State is not null) where.Append(" AND state = @State");
        if (filter.Profile is not null) where.Append(" AND profile = @Profile");
        if (filter.Model is not null) where.Append(" AND model = @Model");
        if (filter.Baselines) where.Append(" AND is_baseline = 1");
        if (filter.Before is not null) where.Append(" AND started_at < @Before");
        return session.QueryAsync<RunRow>(
            $"SELECT {Columns.Replace("log,", "'' AS log,", StringComparison.Ordinal)} FROM runs {where} ORDER BY started_at DESC, id DESC LIMIT @Limit",
            new { Like = $"%,{filter.Suite},%", filter.State, filter.Profile, filter.Model, filter.Before, filter.Limit }, stop);
    }, cancellationToken);

    /// <summary>One run; null = there is none of that id.</summary>
    public Task<StoreOutcome<RunRow?>> FindAsync(string id, CancellationToken cancellationToken) =>
        store.ReadAsync((session, stop) => session.FindAsync<RunRow>($"SELECT {Columns} FROM runs WHERE id = @id", new { id }, stop), cancellationToken);

    /// <summary>The chunks after a line, in order, at most so many.</summary>
    public Task<StoreOutcome<IReadOnlyList<RunChunk>>> ChunksAsync(string id, long after, int limit, CancellationToken cancellationToken) => store.ReadAsync((session, stop) =>
        session.QueryAsync<RunChunk>("SELECT first_seq, last_seq, body FROM runs_chunks WHERE run_id = @id AND last_seq > @after ORDER BY first_seq LIMIT @limit", new { id, after, limit }, stop), cancellationToken);

    /// <summary>Runs of this server that have no end.</summary>
    public Task<StoreOutcome<IReadOnlyList<RunRow>>> UnendedAsync(string owner, CancellationToken cancellationToken) =>
        store.ReadAsync((session, stop) => session.QueryAsync<RunRow>($"SELECT {Columns} FROM runs WHERE ended_at IS NULL AND owner = @owner", new { owner }, stop), cancellationToken);

    /// <summary>Marks a run as the one that later ones of its suites, profile and model are measured against, or takes the mark away.</summary>
    public Task<StoreOutcome<bool>> MarkAsync(RunRow run, bool isBaseline, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
    {
        if (isBaseline) await session.ExecuteAsync("UPDATE runs SET is_baseline = 0 WHERE suites = @Suites AND profile = @Profile AND model = @Model", run, stop);
        return await session.ExecuteAsync("UPDATE runs SET is_baseline = @flag WHERE id = @Id", new { run.Id, flag = isBaseline ? 1L : 0L }, stop) > 0;
    }, cancellationToken);

    /// <summary>Deletes a run that has ended, with its record.</summary>
    public Task<StoreOutcome<bool>> DeleteAsync(string id, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
    {
        await session.ExecuteAsync("DELETE FROM runs_chunks WHERE run_id = @id", new { id }, stop);
        return await session.ExecuteAsync("DELETE FROM runs WHERE id = @id", new { id }, stop) > 0;
    }, cancellationToken);

    /// <summary>Ids to let go, oldest first: beyond the newest so many, or beyond so many bytes. Baselines and running ones stay.</summary>
    public async Task<StoreOutcome<IReadOnlyList<string>>> SurplusAsync(int keep, long keepBytes, CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync((session, stop) => session.QueryAsync<RunRow>("SELECT id, bytes FROM runs WHERE is_baseline = 0 AND ended_at IS NOT NULL ORDER BY started_at DESC", null, stop), cancellationToken);
        if (!rows.IsDone) return new(null, rows.Failure);
        var bytes = 0L;
        List<string> surplus = [];
        foreach (var (row, i) in rows.Value!.Select((r, i) => (r, i)))
        {
            bytes += row.Bytes;
            if (i >= keep || (bytes > keepBytes && i > 0)) surplus.Add(row.Id);
        }

        surplus.Reverse();
        return new(surplus, null);
    }

    /// <summary>Whether later runs may be measured against a run: it ended, and its figures count.</summary>
    public static bool CanBeBaseline(RunRow run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.State is "passed" or "failed" or "inconclusive";
    }

    /// <summary>The row of a run in its present state.</summary>
    public static RunRow RowOf(RunRow basis, RunSummary run) => basis with
    {
        State = RunStates.Word(run.State),
        Suites = string.Join(',', run.Run.Suites),
        Profile = run.Run.Profile,
        Model = run.Run.Target.Model,
        Target = run.Run.Target.Url,
        Command = run.Run.Command,
        Seconds = run.Seconds,
        ExitCode = run.ExitCode,
        Partial = run.Partial && run.State != RunState.Running ? 1 : 0,
        Passed = run.Count(RunState.Passed),
        Failed = run.Count(RunState.Failed),
        Skipped = run.Count(RunState.Skipped),
        Other = run.Cases.Count - run.Count(RunState.Passed) - run.Count(RunState.Failed) - run.Count(RunState.Skipped),
        Fingerprint = JsonSerializer.Serialize(run.Run.Fingerprint),
        Figures = JsonSerializer.Serialize(FiguresOf(run)),
        Cases = JsonSerializer.Serialize(run.Cases.ToDictionary(c => c.Plan.Id, c => RunStates.Word(c.State))),
    };

    /// <summary>The primary figures of a row.</summary>
    public static IReadOnlyList<RunFigure> FiguresOf(RunRow row) => JsonSerializer.Deserialize<RunFigure[]>(row.Figures) ?? [];

    /// <summary>What became of the cases of a row, by id.</summary>
    public static IReadOnlyDictionary<string, RunState> CasesOf(RunRow row) =>
        (JsonSerializer.Deserialize<Dictionary<string, string>>(row.Cases) ?? []).ToDictionary(c => c.Key, c => RunStates.Parse(c.Value) ?? RunState.Error);

    private static double? Finite(double? bound) => bound is { } b && double.IsFinite(b) ? b : null;

    private static IEnumerable<RunFigure> FiguresOf(RunSummary run) => run.Cases
        .SelectMany(c => c.Measurements.Where(m => m is { Primary: true, Value: { } v } && double.IsFinite(v)).Select(m => new RunFigure(c.Plan.Id, MarkdownReport.Label(m), m.Value!.Value, m.Unit, m.Better, Finite(m.Lower), Finite(m.Upper))))
        .Take(40);
}
