using Npgsql;
using Pensieve.Console.Hosting;
using Pensieve.Console.Store;

namespace Pensieve.Tests.Unit.Console.Store;

public sealed class StoreOptionsTests
{
    [Fact]
    public void From_NoDatabase_IsAFileInTheDataFolder()
    {
        var options = StoreOptions.From(new PensieveOptions { Data = "/some/where" });

        Assert.Equal((StoreKind.Sqlite, "/some/where/pensieve.db"), (options.Kind, options.Place));
    }

    [Theory]
    [InlineData("postgres://me:p%40ss@db.example:6543/pen?sslmode=verify-full", "db.example", 6543, "me", "p@ss", "pen")]
    [InlineData("postgresql://db/pen", "db", 5432, null, null, "pen")]
    [InlineData("Host=/run/postgresql;Database=pen;Username=me", "/run/postgresql", 5432, "me", null, "pen")]
    public void PostgreSql_AddressOrConnectionString_IsUnderstood(string text, string host, int port, string? user, string? password, string database)
    {
        var options = StoreOptions.PostgreSql(text);
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString);

        Assert.Equal((host, port, user, password, database), (builder.Host, builder.Port, builder.Username, builder.Password, builder.Database));
        Assert.Equal(5, builder.CommandTimeout);
        Assert.DoesNotContain("p@ss", options.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres:///pen")]
    [InlineData("postgres://")]
    [InlineData("nonsense")]
    [InlineData("Database=pen")]
    [InlineData("Host=db;Colour=red")]
    public void Fault_WrongConnectionString_SaysWhy(string text) => Assert.NotNull(StoreOptions.Fault(text));
}
