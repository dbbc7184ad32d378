using Microsoft.Data.Sqlite;
using Pensieve.Console.Store;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Store.Support;
using Pensieve.Tests.Unit.Engine.Gguf;

namespace Pensieve.Tests.Unit.Console.Store;

public sealed class StoreTroubleTests
{
    private static readonly string s_junk = new('x', 4096);

    private static Task<StoreOutcome<int>> AddAsync(ConsoleStore store, string title) =>
        store.WriteAsync((s, c) => s.ExecuteAsync("INSERT INTO notes (title, at) VALUES (@title, 1)", new { title }, c), default);

    [Fact]
    public async Task Sqlite_FileIsNotADatabase_IsDegradedUntilItIsMovedAway()
    {
        using var test = TestStore.Sqlite();
        File.WriteAllText(test.Options.Place, s_junk);
        var time = new ManualTime();
        var store = test.Open([new Notes(1)], time);

        Assert.Equal(StoreFailureKind.Corrupt, (await AddAsync(store, "a")).Failure?.Kind);
        Assert.Equal(StoreState.Degraded, store.Health.State);
        File.Delete(test.Options.Place);
        Assert.Equal(StoreFailureKind.Corrupt, (await AddAsync(store, "a")).Failure?.Kind);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True((await AddAsync(store, "a")).IsDone);
        Assert.Equal((StoreState.Ok, 1), (store.Health.State, (int)store.Health.Failures));
    }

    [Fact]
    public async Task Sqlite_FolderCannotBeMade_IsAnOutcome()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("file"), "");
        using var store = new ConsoleStore(StoreOptions.Sqlite(folder.File("file/pensieve.db")), [], TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<ConsoleStore>.Instance);

        Assert.Equal(StoreFailureKind.Unavailable, (await store.OpenAsync(default)).Failure?.Kind);
    }

    [Fact]
    public async Task Sqlite_Full_KeepsWhatWasAcknowledgedAndGoesOnWhenThereIsRoom()
    {
        using var test = TestStore.Sqlite();
        var store = test.Open([new Notes(1)]);
        await store.OpenAsync(default);

        // The page limit holds for a connection: the pool gives this one to the operations that follow.
        var pages = (await store.ReadAsync((s, c) => s.ScalarAsync<long>("PRAGMA page_count", null, c), default)).Value;
        await store.ReadAsync((s, c) => s.ExecuteAsync($"PRAGMA max_page_count = {pages + 8}", null, c), default);
        List<string> acknowledged = [];
        StoreOutcome<int> last;
        do
        {
            last = await AddAsync(store, s_junk + acknowledged.Count);
            if (last.IsDone) acknowledged.Add(s_junk + acknowledged.Count);
        }
        while (last.IsDone && acknowledged.Count < 100);

        Assert.Equal(StoreFailureKind.Full, last.Failure?.Kind);
        Assert.NotEmpty(acknowledged);
        Assert.Equal(StoreState.Degraded, store.Health.State);
        await store.ReadAsync((s, c) => s.ExecuteAsync("PRAGMA max_page_count = 1000000", null, c), default);
        Assert.True((await AddAsync(store, "after")).IsDone);
        Assert.Equal(StoreState.Ok, store.Health.State);
        var kept = (await test.Open([new Notes(1)]).ReadAsync((s, c) => s.QueryAsync<string>("SELECT title FROM notes ORDER BY id", null, c), default)).Value;
        Assert.Equal([.. acknowledged, "after"], kept!);
    }

    [Fact]
    public async Task Sqlite_KeptByAnotherProcess_IsLockedForAWhile()
    {
        using var test = TestStore.Sqlite();
        var store = test.Open([new Notes(1)]);
        await store.OpenAsync(default);
        await using var other = new SqliteConnection(test.Options.ConnectionString);
        await other.OpenAsync();
        await using (var transaction = await other.BeginTransactionAsync())
        {
            Assert.Equal(StoreFailureKind.Locked, (await AddAsync(store, "a")).Failure?.Kind);
            Assert.True((await store.ReadAsync((s, c) => s.ScalarAsync<long>("SELECT COUNT(*) FROM notes", null, c), default)).IsDone);
        }

        Assert.True((await AddAsync(store, "a")).IsDone);
    }

    [Fact]
    public async Task Sqlite_NewFile_IsItsOwnersAloneAndDurable()
    {
        using var test = TestStore.Sqlite();
        var store = test.Open([new Notes(1)]);
        await AddAsync(store, "a");

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(test.Options.Place));
        Assert.Equal("wal", (await store.ReadAsync((s, c) => s.ScalarAsync<string>("PRAGMA journal_mode", null, c), default)).Value);
        Assert.Equal(2, (await store.ReadAsync((s, c) => s.ScalarAsync<long>("PRAGMA synchronous", null, c), default)).Value);
    }

    [Fact]
    public async Task PostgreSql_ServerStopsAndStarts_IsDegradedMeanwhile()
    {
        var (server, reason) = await PostgresServer.StartAsync();
        Assert.SkipWhen(server is null, reason ?? "");
        await using var _ = server;
        var time = new ManualTime();
        using var store = new ConsoleStore(StoreOptions.PostgreSql(server!.ConnectionString("postgres")), [new Notes(1)], time, Microsoft.Extensions.Logging.Abstractions.NullLogger<ConsoleStore>.Instance);
        Assert.True((await AddAsync(store, "before")).IsDone);

        await server.StopAsync();
        var adding = AddAsync(store, "meanwhile");
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(adding.IsCompleted);
        }, TimeSpan.FromSeconds(30), () => "an answer");
        Assert.Equal(StoreFailureKind.Unavailable, (await adding).Failure?.Kind);
        Assert.Equal(StoreState.Degraded, store.Health.State);

        await server.LaunchAsync();
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True((await AddAsync(store, "after")).IsDone);
        Assert.Equal(["before", "after"], (await store.ReadAsync((s, c) => s.QueryAsync<string>("SELECT title FROM notes ORDER BY id", null, c), default)).Value!);
    }
}
