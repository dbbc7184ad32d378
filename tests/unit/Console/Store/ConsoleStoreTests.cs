using Pensieve.Console.Store;
using Pensieve.Tests.Unit.Console.Store.Support;

namespace Pensieve.Tests.Unit.Console.Store;

public sealed class ConsoleStoreTests(PostgresFixture postgres)
{
    private const string Insert = "INSERT INTO notes (title, body, score, at) VALUES (@Title, @Body, @Score, @At) RETURNING id";
    private const string Select = "SELECT id, title, body, score, at, is_pinned FROM notes ORDER BY id";

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Write_Rows_ComeBackWithTheirTypes(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var store = test.Open([new Notes(2)]);
        Assert.Equal(StoreState.Unopened, store.Health.State);

        var first = await store.WriteAsync((s, c) => s.ScalarAsync<long>(Insert, new { Title = "é漢", Body = (byte[]?)[0, 255], Score = (double?)0.1, At = long.MaxValue }, c), default);
        var second = await store.WriteAsync((s, c) => s.ScalarAsync<long>(Insert, new { Title = "b", Body = (byte[]?)null, Score = (double?)null, At = 0L }, c), default);
        var all = (await test.Open([new Notes(2)]).ReadAsync((s, c) => s.QueryAsync<Note>(Select, null, c), default)).Value!;

        Assert.Equal([first.Value, second.Value], all.Select(n => n.Id));
        Assert.Equal(new Note { Id = first.Value, Title = "é漢", Body = all[0].Body, Score = 0.1, At = long.MaxValue }, all[0]);
        Assert.Equal([0, 255], all[0].Body!);
        Assert.Equal(new Note { Id = second.Value, Title = "b" }, all[1]);
        Assert.Equal(StoreState.Ok, store.Health.State);
        Assert.Null((await store.ReadAsync((s, c) => s.FindAsync<Note>(Select + " LIMIT 1 OFFSET 5", null, c), default)).Value);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Write_ThatFailsHalfWay_LeavesNothing(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var store = test.Open([new Notes(1)]);
        var twice = await store.WriteAsync((s, c) => s.ExecuteAsync("INSERT INTO notes (title, at) VALUES (@Title, 1)", new[] { new { Title = "a" }, new { Title = "a" } }, c), default);

        Assert.Equal(StoreFailureKind.Conflict, twice.Failure?.Kind);
        Assert.Equal(StoreState.Ok, store.Health.State);
        Assert.Equal(0, (await store.ReadAsync((s, c) => s.ScalarAsync<long>("SELECT COUNT(*) FROM notes", null, c), default)).Value);
        await Assert.ThrowsAnyAsync<Exception>(() => store.ReadAsync((s, c) => s.ExecuteAsync("SELECT nonsense FROM nowhere", null, c), default));
    }

    [Fact]
    public async Task Dispose_WhileSomethingRuns_WaitsForIt()
    {
        using var test = await TestStore.CreateAsync(StoreKind.Sqlite, postgres);
        var store = test.Open([new Notes(1)]);
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var reading = store.ReadAsync(async (s, c) =>
        {
            begun.SetResult();
            await end.Task;
            return await s.ScalarAsync<long>("SELECT COUNT(*) FROM notes", null, c);
        }, default);
        await begun.Task;
        var disposing = Task.Run(store.Dispose);
        Assert.NotSame(disposing, await Task.WhenAny(disposing, Task.Delay(100)));
        end.SetResult();
        Assert.True((await reading).IsDone);
        await disposing;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.OpenAsync(default));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Open_OlderSchema_IsBroughtUpToDateAndKeepsItsRows(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        await test.Open([new Notes(1)]).WriteAsync((s, c) => s.ExecuteAsync("INSERT INTO notes (title, at) VALUES ('old', 1)", null, c), default);

        // Several at once, as a server and a command do.
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => test.Open([new Notes(2)]).OpenAsync(default)));

        Assert.All(opened, o => Assert.True(o.IsDone, o.Failure?.Message));
        var row = (await test.Open([new Notes(2)]).ReadAsync((s, c) => s.FindAsync<Note>(Select, null, c), default)).Value;
        Assert.Equal(("old", 0), (row!.Title, row.IsPinned));
        Assert.Equal(2, (await test.Open([new Notes(2)]).InspectAsync(default)).Value!["notes"]);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Open_NewerSchema_IsRefusedAndLeftAlone(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        await test.Open([new Notes(2)]).OpenAsync(default);
        var store = test.Open([new Notes(1)]);

        var outcome = await store.WriteAsync((s, c) => s.ExecuteAsync("DELETE FROM notes", null, c), default);

        Assert.Equal(StoreFailureKind.NewerSchema, outcome.Failure?.Kind);
        Assert.Contains("notes 2, known here: 1", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(StoreState.Degraded, store.Health.State);
        Assert.Equal(StoreFailureKind.NewerSchema, (await store.InspectAsync(default)).Failure?.Kind);
        Assert.True((await test.Open([]).OpenAsync(default)).IsDone);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Open_MigrationThatFails_LeavesTheOldSchema(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        await test.Open([new Notes(2)]).OpenAsync(default);
        await Assert.ThrowsAnyAsync<Exception>(() => test.Open([new Notes(3)]).OpenAsync(default));

        Assert.Equal(2, (await test.Open([new Notes(2)]).InspectAsync(default)).Value!["notes"]);
        Assert.True((await test.Open([new Notes(2)]).ReadAsync((s, c) => s.QueryAsync<Note>("SELECT id, title, body, score, at, is_pinned FROM notes", null, c), default)).IsDone);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Write_ManyAtOnce_LosesNone(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        ConsoleStore[] stores = [test.Open([new Notes(1)]), test.Open([new Notes(1)])];
        var writes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            stores[i % 2].WriteAsync((s, c) => s.ExecuteAsync("INSERT INTO notes (title, at) VALUES (@Title, 1)", new { Title = $"n{i}" }, c), default)));

        Assert.All(writes, w => Assert.True(w.IsDone, w.Failure?.Message));
        Assert.Equal(60, (await stores[0].ReadAsync((s, c) => s.ScalarAsync<long>("SELECT COUNT(*) FROM notes", null, c), default)).Value);
    }
}
