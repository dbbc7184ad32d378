using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Pensieve.Console.Store;

/// <summary>A PostgreSQL server.</summary>
internal sealed class PostgreSqlDriver(StoreOptions options) : IStoreDriver
{
    // Any number that nobody else takes: "pensieve" as bytes.
    private const long MigrationLock = 0x70656e7369657665;

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(options.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task LockForMigrationAsync(StoreSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock }, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> HasTableAsync(StoreSession session, string name, CancellationToken cancellationToken) =>
        await session.ScalarAsync<bool>("SELECT to_regclass(@name) IS NOT NULL", new { name }, cancellationToken);

    /// <inheritdoc/>
    public string Translate(string sql) => sql
        .Replace("{identity}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
        .Replace("{bytes}", "BYTEA", StringComparison.Ordinal);

    /// <inheritdoc/>
    public StoreFailure? Classify(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => new(StoreFailureKind.Conflict, "It is there already."),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new(StoreFailureKind.Full, $"No room is left on the database server {options.Place}."),
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable } =>
            new(StoreFailureKind.Locked, $"Another change in {options.Place} was in the way."),

        // Classes 08, 28, 53, 57 and 58: connection, rights, resources, operator, system. And 3D: no such database.
        PostgresException { SqlState: ['0', '8', ..] or ['2', '8', ..] or ['5', '3' or '7' or '8', ..] or ['3', 'D', ..] or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege } e =>
            new(StoreFailureKind.Unavailable, $"The database {options.Place} refuses: {e.MessageText}"),
        PostgresException => null,
        NpgsqlException or SocketException or IOException or TimeoutException => new(StoreFailureKind.Unavailable, $"The database {options.Place} does not answer: {fault.Message}"),
        _ => null,
    };

    /// <inheritdoc/>
    public void Clear() => NpgsqlConnection.ClearPool(new NpgsqlConnection(options.ConnectionString));
}
