using System.Data.Common;
using System.Diagnostics;

namespace Pensieve.Console.Store;

/// <summary>
/// What the console keeps over restarts. Expected trouble (locked, full, gone, damaged) comes back as an outcome, turns
/// <see cref="Health"/> to degraded and is logged once per change; anything else is a bug and throws. Nothing here runs on a
/// request's own thread of work: SQLite's calls block, so each operation runs on the thread pool, at most a few at once.
/// </summary>
public sealed partial class ConsoleStore : IDisposable
{
    private static readonly TimeSpan[] s_retries = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250)];
    private static readonly TimeSpan s_firstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRest = TimeSpan.FromSeconds(15);

    // Of each, a handful keeps blocked calls from taking the pool.
    private const int Sessions = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _writer;
    private readonly SemaphoreSlim _readers = new(Sessions);
    private readonly SemaphoreSlim _opening = new(1);
    private readonly Lock _lock = new();
    private readonly StoreOptions _options;
    private readonly IStoreDriver _driver;
    private readonly Migrator _migrator;
    private readonly TimeProvider _time;
    private readonly ILogger<ConsoleStore> _logger;
    private readonly int _writers;
    private bool _isDisposed;
    private bool _open;
    private TimeSpan _rest;
    private DateTimeOffset _restUntil;
    private StoreHealth _health;

    static ConsoleStore() => Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Creates it; nothing is opened yet.</summary>
    public ConsoleStore(StoreOptions options, IEnumerable<IStoreMigrations> features, TimeProvider time, ILogger<ConsoleStore> logger)
    {
        _options = options;
        _driver = options.Kind == StoreKind.Sqlite ? new SqliteDriver(options) : new PostgreSqlDriver(options);
        _migrator = new Migrator(_driver, features, time);

        // SQLite has but one.
        _writers = options.Kind == StoreKind.Sqlite ? 1 : Sessions;
        _writer = new SemaphoreSlim(_writers);
        _time = time;
        _logger = logger;
        _health = new StoreHealth(options.Kind, options.Place, StoreState.Unopened, null, time.GetUtcNow(), 0);
    }

    /// <summary>How it is now.</summary>
    public StoreHealth Health => Volatile.Read(ref _health);

    /// <summary>Opens it and brings the schema up to date, so that the first use need not.</summary>
    public Task<StoreOutcome<bool>> OpenAsync(CancellationToken cancellationToken) => ReadAsync((_, _) => Task.FromResult(true), cancellationToken);

    /// <summary>Reads. The statements see one another's results, but no common snapshot.</summary>
    public Task<StoreOutcome<T>> ReadAsync<T>(Func<StoreSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(_readers, work, isWrite: false, cancellationToken);

    /// <summary>Writes: everything in one transaction, or nothing. The work may run again after a failure that left no trace.</summary>
    public Task<StoreOutcome<T>> WriteAsync<T>(Func<StoreSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(_writer, work, isWrite: true, cancellationToken);

    /// <summary>Looks at the schema without changing anything: versions by feature, or why there is no telling.</summary>
    internal async Task<StoreOutcome<IReadOnlyDictionary<string, long>>> InspectAsync(CancellationToken cancellationToken)
    {
        var outcome = await Task.Run(() => TryAsync(async () =>
        {
            await using var connection = await _driver.OpenAsync(cancellationToken);
            return await _migrator.InspectAsync(new StoreSession(_options.Kind, connection, null), cancellationToken);
        }), cancellationToken);
        return new(outcome.Value.Versions, outcome.Failure ?? outcome.Value.Failure);
    }

    /// <summary>Waits for what runs, for two seconds at most, and closes what is open. Nothing begins any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        var begun = Stopwatch.GetTimestamp();
        Take(_writer, _writers, begun);
        Take(_readers, Sessions, begun);
        _driver.Clear();
        _writer.Dispose();
        _readers.Dispose();
        _opening.Dispose();
    }

    private static void Take(SemaphoreSlim gate, int places, long begun)
    {
        for (var i = 0; i < places; i++)
        {
            var left = s_patience - Stopwatch.GetElapsedTime(begun);
            gate.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private async Task<StoreOutcome<T>> RunAsync<T>(
        SemaphoreSlim gate, Func<StoreSession, CancellationToken, Task<T>> work, bool isWrite, CancellationToken cancellationToken)
    {
        // Callers do not queue up behind a server that is gone: until its rest is over they are told so at once.
        if (Resting() is { } resting) return new(default, resting);
        await gate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var committing = false;
                var outcome = await Task.Run(() => TryAsync(() => OnceAsync(work, isWrite, () => committing = true, cancellationToken)), cancellationToken);
                var failure = outcome.Failure ?? outcome.Value.Failure;

                // SQLite has waited for its lock already, and a file that cannot be opened stays so.
                var isWorthRepeating = _options.Kind == StoreKind.PostgreSql && failure?.Kind is (StoreFailureKind.Unavailable or StoreFailureKind.Locked);
                if (isWorthRepeating && !committing && attempt < s_retries.Length)
                {
                    // Pooled connections do not notice the restart of a server; the next one is fresh.
                    _driver.Clear();
                    await Task.Delay(s_retries[attempt], _time, cancellationToken);
                    continue;
                }

                Note(failure);
                return new(outcome.Value.Value, failure);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<StoreOutcome<T>> OnceAsync<T>(
        Func<StoreSession, CancellationToken, Task<T>> work, bool isWrite, Action committing, CancellationToken cancellationToken)
    {
        await using var connection = await _driver.OpenAsync(cancellationToken);
        if (await MigrateAsync(connection, cancellationToken) is { } failure) return new(default, failure);
        if (!isWrite) return new(await work(new StoreSession(_options.Kind, connection, null), cancellationToken), null);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var value = await work(new StoreSession(_options.Kind, connection, transaction), cancellationToken);
        committing();
        await transaction.CommitAsync(cancellationToken);
        return new(value, null);
    }

    private async Task<StoreFailure?> MigrateAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _open)) return null;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_open) return null;
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await _migrator.RunAsync(new StoreSession(_options.Kind, connection, transaction), cancellationToken) is { } failure) return failure;
            await transaction.CommitAsync(cancellationToken);
            Volatile.Write(ref _open, true);
            return null;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<StoreOutcome<T>> TryAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return new(await action(), null);
        }
        catch (Exception fault) when (_driver.Classify(fault) is not null)
        {
            return new(default, _driver.Classify(fault));
        }
    }

    private StoreFailure? Resting()
    {
        lock (_lock) return _time.GetUtcNow() < _restUntil ? _health.Reason : null;
    }

    private void Note(StoreFailure? failure)
    {
        if (failure?.Kind == StoreFailureKind.Conflict) failure = null;
        StoreHealth before, after;
        lock (_lock)
        {
            before = _health;
            var state = failure is null ? StoreState.Ok : StoreState.Degraded;
            if (failure is null && before.State == state) return;
            var now = _time.GetUtcNow();
            var isOut = failure?.Kind is StoreFailureKind.Unavailable or StoreFailureKind.Corrupt or StoreFailureKind.NewerSchema;
            _rest = !isOut ? TimeSpan.Zero : _rest == TimeSpan.Zero ? s_firstRest : TimeSpan.FromTicks(Math.Min(_rest.Ticks * 2, s_longestRest.Ticks));
            _restUntil = now + _rest;
            if (isOut)
            {
                // What comes back may be another file or another server.
                _driver.Clear();
                Volatile.Write(ref _open, false);
            }

            _health = after = before with
            {
                State = state, Reason = failure, Since = before.State == state ? before.Since : now, Failures = before.Failures + (failure is null ? 0 : 1),
            };
        }

        if (failure is not null && before.Reason?.Kind != failure.Kind) LogDegraded(_logger, failure.Message);
        else if (failure is null && before.State == StoreState.Degraded) LogRecovered(_logger, after.Place);
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "History and settings are not kept for now; serving goes on. {Reason}")]
    private static partial void LogDegraded(ILogger logger, string reason);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Information, Message = "The database {Place} works again.")]
    private static partial void LogRecovered(ILogger logger, string place);
}
