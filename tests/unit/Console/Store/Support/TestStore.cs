using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Store;
using Pensieve.Tests.Unit.Engine.Gguf;

namespace Pensieve.Tests.Unit.Console.Store.Support;

/// <summary>A store of one test in a database of its own.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly TempFolder? _folder;
    private readonly List<ConsoleStore> _stores = [];

    private TestStore(StoreOptions options, TempFolder? folder)
    {
        Options = options;
        _folder = folder;
    }

    public StoreOptions Options { get; }

    /// <summary>In a file of a temporary folder.</summary>
    public static TestStore Sqlite()
    {
        var folder = new TempFolder();
        return new TestStore(StoreOptions.Sqlite(folder.File("pensieve.db")), folder);
    }

    /// <summary>In one of the two databases.</summary>
    public static async Task<TestStore> CreateAsync(StoreKind kind, PostgresFixture postgres) =>
        kind == StoreKind.Sqlite ? Sqlite() : new TestStore(StoreOptions.PostgreSql(await postgres.CreateDatabaseAsync()), null);

    /// <summary>Opens it, as another process would.</summary>
    public ConsoleStore Open(IReadOnlyList<IStoreMigrations>? features = null, TimeProvider? time = null)
    {
        var store = new ConsoleStore(Options, features ?? Schemas.All, time ?? TimeProvider.System, NullLogger<ConsoleStore>.Instance);
        _stores.Add(store);
        return store;
    }

    public void Dispose()
    {
        _stores.ForEach(s => s.Dispose());
        _folder?.Dispose();
    }
}
