using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Store;
using Pensieve.Tests.Unit.Console.Store.Support;

namespace Pensieve.Tests.Unit.Console.Features.Runs;

/// <summary>The tables of runs, in both databases alike.</summary>
public sealed class RunRepositoryTests(PostgresFixture postgres)
{
    public static TheoryData<StoreKind> Kinds => [StoreKind.Sqlite, StoreKind.PostgreSql];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Save_Rows_ComeBackWithEveryField(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var runs = new RunRepository(test.Open());
        var whole = new RunRow
        {
            Id = "20261121-101500-3f2a", Owner = "host:/data", StartedAt = 1_700_000_000_123, EndedAt = 1_700_000_060_456, State = "failed", Suites = "stress,bench", Profile = "quick",
            Model = "tiny é漢", Target = "http://127.0.0.1:7070/", StartedBy = "ada", Command = "pensieve run stress bench", Seconds = 60.333, ExitCode = 1, Partial = 1, Passed = 4, Failed = 3,
            Skipped = 2, Other = 1, Fingerprint = """{"client.cores":"2"}""", Figures = """[{"Case":"bench/a","Name":"ttft p50","Value":1.5,"Unit":"ms","Better":"lower"}]""",
            IsBaseline = 0, Log = "line one\nline 'two'", Bytes = 5_000_000_000,
        };
        Assert.True((await runs.SaveAsync(whole, null, default)).IsDone);
        Assert.Equal(whole, (await new RunRepository(test.Open()).FindAsync(whole.Id, default)).Value);
        Assert.Equal(1.5, Assert.Single(RunRepository.FiguresOf(whole)).Value);

        // What a run is known by does not change; the rest follows it.
        var later = whole with { State = "passed", EndedAt = null, ExitCode = null, Passed = 10, Log = "", Bytes = 7 };
        Assert.True((await runs.SaveAsync(later with { Owner = "other", StartedAt = 1, StartedBy = "eve" }, null, default)).IsDone);
        Assert.Equal(later, (await runs.FindAsync(whole.Id, default)).Value);
        Assert.Null((await runs.FindAsync("none", default)).Value);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task List_FiltersAndPages_NewestFirst(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var runs = new RunRepository(test.Open());
        for (var i = 0; i < 6; i++)
        {
            await runs.SaveAsync(Row($"r{i}", i) with
            {
                Suites = i % 2 == 0 ? "stress,bench" : "integration", State = i < 3 ? "passed" : "failed", Profile = i == 5 ? "full" : "quick", Model = i == 0 ? "other" : "tiny", Log = "long",
            }, null, default);
        }

        Assert.Equal(["r5", "r4", "r3", "r2", "r1", "r0"], await IdsAsync(new RunFilter()));
        Assert.Equal(["r4", "r2", "r0"], await IdsAsync(new RunFilter(Suite: "bench")));
        Assert.Equal(["r4", "r3"], await IdsAsync(new RunFilter(State: "failed", Profile: "quick")));
        Assert.Equal(["r0"], await IdsAsync(new RunFilter(Model: "other")));
        Assert.Empty(await IdsAsync(new RunFilter(Suite: "ben")));
        Assert.Equal(["r3", "r2"], await IdsAsync(new RunFilter(Before: 4, Limit: 2)));
        Assert.All((await runs.ListAsync(new RunFilter(), default)).Value!, r => Assert.Equal("", r.Log));

        async Task<IEnumerable<string>> IdsAsync(RunFilter filter) => (await runs.ListAsync(filter, default)).Value!.Select(r => r.Id);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Chunks_OfARecord_ComeInOrderAndOnce(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var runs = new RunRepository(test.Open());
        var row = Row("r", 1);
        var random = new Random(7);
        var lines = Enumerable.Range(0, 250).Select(i => new RunLine(i, $"{{\"seq\":{i},\"text\":\"漢 {random.NextInt64()}\"}}")).ToArray();
        var chunks = lines.Chunk(40).Select(RunChunk.Pack).ToArray();
        foreach (var chunk in chunks.Reverse()) Assert.True((await runs.SaveAsync(row, chunk, default)).IsDone);
        await runs.SaveAsync(row, chunks[0], default); // as after an answer that was lost on its way

        var all = (await runs.ChunksAsync("r", -1, 100, default)).Value!;
        Assert.Equal(string.Concat(lines.Select(l => l.Text + "\n")), string.Concat(all.Select(c => c.Unpack())));
        Assert.Equal([(80L, 119L), (120L, 159L)], (await runs.ChunksAsync("r", 79, 2, default)).Value!.Select(c => (c.FirstSeq, c.LastSeq)));
        Assert.Equal(40, (await runs.ChunksAsync("r", 50, 1, default)).Value![0].FirstSeq);
        Assert.Empty((await runs.ChunksAsync("r", 249, 10, default)).Value!);

        Assert.True((await runs.DeleteAsync("r", default)).Value);
        Assert.False((await runs.DeleteAsync("r", default)).Value);
        Assert.Empty((await runs.ChunksAsync("r", -1, 100, default)).Value!);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Unended_OnlyThoseOfThisServer(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var runs = new RunRepository(test.Open());
        await runs.SaveAsync(Row("ended", 1), null, default);
        await runs.SaveAsync(Row("mine", 2) with { EndedAt = null }, null, default);
        await runs.SaveAsync(Row("other's", 3) with { EndedAt = null, Owner = "other" }, null, default);
        Assert.Equal("mine", Assert.Single((await runs.UnendedAsync("me", default)).Value!).Id);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Mark_OneOfAKind_TakesTheMarkFromTheOther(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var runs = new RunRepository(test.Open());
        RunRow[] rows = [Row("a", 1), Row("b", 2), Row("c", 3) with { Profile = "full" }];
        foreach (var row in rows) await runs.SaveAsync(row, null, default);
        foreach (var row in new[] { rows[0], rows[2], rows[1] }) Assert.True((await runs.MarkAsync(row, true, default)).Value);
        Assert.Equal(["c", "b"], (await runs.ListAsync(new RunFilter(), default)).Value!.Where(r => r.IsBaseline == 1).Select(r => r.Id));
        Assert.True((await runs.MarkAsync(rows[1], false, default)).Value);
        Assert.False((await runs.MarkAsync(Row("gone", 9) with { Profile = "none" }, true, default)).Value);
        Assert.Equal(["c"], (await runs.ListAsync(new RunFilter(), default)).Value!.Where(r => r.IsBaseline == 1).Select(r => r.Id));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Surplus_ByCountAndBytes_OldestFirstWithoutBaselinesAndRunningOnes(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var runs = new RunRepository(test.Open());
        for (var i = 0; i < 6; i++) await runs.SaveAsync(Row($"r{i}", i) with { Bytes = 100, EndedAt = i == 5 ? null : 1 }, null, default);
        await runs.MarkAsync((await runs.FindAsync("r1", default)).Value!, true, default);
        Assert.Equal(["r0", "r2"], (await runs.SurplusAsync(2, 1 << 20, default)).Value!);
        Assert.Equal(["r0", "r2", "r3"], (await runs.SurplusAsync(10, 150, default)).Value!);
        Assert.Empty((await runs.SurplusAsync(10, 1000, default)).Value!);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Save_ManyRunsAtOnce_LosesNone(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        RunRepository[] servers = [new(test.Open()), new(test.Open())];
        var saves = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            servers[i % 2].SaveAsync(Row($"r{i % 10}", i % 10) with { Passed = i }, RunChunk.Pack([new RunLine(i / 10, $"line {i}")]), default)));
        Assert.All(saves, s => Assert.True(s.IsDone, s.Failure?.Message));
        for (var i = 0; i < 10; i++) Assert.Equal(4, (await servers[1].ChunksAsync($"r{i}", -1, 10, default)).Value!.Count);
    }

    private static RunRow Row(string id, long at) => new() { Id = id, Owner = "me", StartedAt = at, EndedAt = at + 1, State = "passed", Suites = "stress", Profile = "quick", Model = "tiny" };
}
