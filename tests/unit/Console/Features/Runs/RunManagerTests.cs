using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pensieve.Console.Features.Runs;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Hosting;
using Pensieve.Console.Store;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;
using Pensieve.Tests.Unit.Console.Store.Support;

namespace Pensieve.Tests.Unit.Console.Features.Runs;

public sealed class RunManagerTests(PostgresFixture postgres) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("pensieve-runs-");

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Start_AfterTheServerWasKilled_CallsTheOldRunInterrupted(StoreKind kind)
    {
        // A server that ended without a word: its run is in the database, unended.
        using var test = await TestStore.CreateAsync(kind, postgres);
        var launcher = new ReplayLauncher { IsAutomatic = false };
        var store = test.Open();
        var first = Manager(launcher, store, out _);
        var run = first.Start(new RunRequest(["stress"]), "test").Run!;
        launcher.Started[0].EmitThrough<PhaseChanged>(p => p.Name == "spike");
        var repository = new RunRepository(store);
        await Eventually.TrueAsync(async () => (await repository.ChunksAsync(run.Id, -1, 1, default)).Value is { Count: > 0 }, s_limit, () => "the record to be kept");

        using var again = Manager(new ReplayLauncher(), test.Open(), out var reader);
        await again.StartAsync(default);
        RunFound? found = null;
        await Eventually.TrueAsync(async () => (found = (await reader.FindAsync(run.Id, default)).Value)?.Row.EndedAt is not null, s_limit, () => "the run to be recovered");
        Assert.Equal("interrupted", found!.Row.State);
        Assert.True(found.Summary!.Cases[0].Requests.Total > 0);
        await again.StopAsync(default);
        launcher.Started[0].Crash();
    }

    [Fact]
    public async Task Start_DatabaseThatFails_CostsHistoryAndNoRun()
    {
        // A folder where the file should be.
        Directory.CreateDirectory(Path.Combine(_data.FullName, "runs.db"));
        using var store = Open();
        using var manager = Manager(new ReplayLauncher(), store, out var reader);
        var run = manager.Start(new RunRequest(["all"]), "test").Run!;
        await Eventually.TrueAsync(() => manager.Current is null, s_limit, "the run to end");
        Assert.NotNull(run.Unsaved);
        var found = (await reader.FindAsync(run.Id, default)).Value;
        Assert.Equal("failed", found!.Row.State);
        var list = await reader.ListAsync(new RunFilter(), default);
        Assert.NotNull(list.Failure);
        Assert.Equal(run.Id, Assert.Single(list.Value!).Id);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task End_MoreRunsThanAreKept_LetsTheOldestGoButNoBaseline(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var store = test.Open();
        using var manager = Manager(new ReplayLauncher(), store, out _, new RunOptions { Keep = 2 });
        var repository = new RunRepository(store);
        List<string> ids = [];
        for (var i = 0; i < 4; i++)
        {
            ids.Add(manager.Start(new RunRequest(["integration"]), "test").Run!.Id);
            await Eventually.TrueAsync(() => manager.Current is null, s_limit, "the run to end");
            if (i == 0) await repository.MarkAsync((await repository.FindAsync(ids[0], default)).Value!, true, default);
        }

        await Eventually.TrueAsync(async () => (await repository.ListAsync(new RunFilter(), default)).Value!.Count == 3, s_limit, () => "one run to be let go");
        Assert.NotNull((await repository.FindAsync(ids[0], default)).Value);
        Assert.Empty((await repository.ChunksAsync(ids[1], -1, 10, default)).Value!);
    }

    [Fact]
    public async Task LastRun_IsACheckOfTheOverview_AlsoAfterARestart()
    {
        using var store = Open();
        using var manager = Manager(new ReplayLauncher(), store, out var reader);
        using var health = new RunHealth(manager, reader, TimeProvider.System);
        Assert.Equal(("None yet", "runs"), await LastAsync(health));
        var id = manager.Start(new RunRequest(["stress"]), "test").Run!.Id;
        await Eventually.TrueAsync(() => manager.Current is null, s_limit, "the run to end");
        var word = (await reader.FindAsync(id, default)).Value!.Row.State;
        Assert.Equal((char.ToUpperInvariant(word[0]) + word[1..], "runs/" + id), await LastAsync(health));

        using var again = Manager(new ReplayLauncher(), store, out var later);
        using var kept = new RunHealth(again, later, TimeProvider.System);
        Assert.Equal(await LastAsync(health), await LastAsync(kept));
        Assert.StartsWith("stress, ", Assert.Single(kept.Check()).Detail, StringComparison.Ordinal);
        await new RunRepository(store).DeleteAsync(id, default);
        again.Forget(id);
        await Eventually.TrueAsync(async () => await LastAsync(kept) == ("None yet", "runs"), s_limit, () => "the deleted run to be forgotten");
    }

    [Fact]
    public void LastRun_DatabaseThatFails_SaysNothing()
    {
        Directory.CreateDirectory(Path.Combine(_data.FullName, "runs.db"));
        using var store = Open();
        using var manager = Manager(new ReplayLauncher(), store, out var reader);
        using var health = new RunHealth(manager, reader, TimeProvider.System);
        Assert.True(SpinWait.SpinUntil(() => store.Health.State == StoreState.Degraded || health.Check().Any(), s_limit));
        Assert.Empty(health.Check());
    }

    private static async Task<(string Word, string? Href)> LastAsync(RunHealth health)
    {
        await Eventually.TrueAsync(() => health.Check().Any(), s_limit, "the last run to be known");
        var check = Assert.Single(health.Check());
        Assert.Equal("Last run", check.Name);
        return (check.Word, check.Href);
    }

    private ConsoleStore Open() => new(StoreOptions.Sqlite(Path.Combine(_data.FullName, "runs.db")), [new RunsSchema()], TimeProvider.System, NullLogger<ConsoleStore>.Instance);

    private RunManager Manager(ReplayLauncher launcher, ConsoleStore store, out RunReader reader, RunOptions? options = null)
    {
        var repository = new RunRepository(store);
        var archive = new RunArchive(repository, NullLogger<RunArchive>.Instance);
        var manager = new RunManager(launcher, repository, archive, new FixedOptions(options ?? new RunOptions()), new PensieveOptions { Data = _data.FullName }, TimeProvider.System, NullLogger<RunManager>.Instance);
        reader = new RunReader(manager, repository, archive);
        return manager;
    }

    private sealed class FixedOptions(RunOptions options) : IOptionsMonitor<RunOptions>
    {
        public RunOptions CurrentValue => options;

        public RunOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<RunOptions, string?> listener) => null;
    }
}
