using Pensieve.Tests.Fakes;

[assembly: AssemblyFixture(typeof(Pensieve.Tests.Unit.Console.Store.Support.PostgresFixture))]

namespace Pensieve.Tests.Unit.Console.Store.Support;

/// <summary>One PostgreSQL server for all tests of the assembly, started by the first that asks.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<(PostgresServer? Server, string? Reason)>> _server = new(PostgresServer.StartAsync);
    private int _databases;

    /// <summary>Connection string of a new database; skips the test where there is no PostgreSQL.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var (server, reason) = await _server.Value;
        Assert.SkipWhen(server is null, reason ?? "");
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await server!.CreateDatabaseAsync(name);
        return server.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && (await _server.Value).Server is { } server) await server.DisposeAsync();
    }
}
