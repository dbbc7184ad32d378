using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Pensieve.Console.Store;

/// <summary>
/// SQLite in one file. WAL: readers and the writer do not wait for each other. synchronous=FULL: what was acknowledged
/// outlives a power cut; NORMAL would lose the last commits, among them a revoked key, and the few writes a second here gain
/// nothing from it.
/// </summary>
internal sealed class SqliteDriver : IStoreDriver
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;
    private const int PrimaryKey = 1555, Unique = 2067;

    private readonly StoreOptions _options;

    static SqliteDriver() => SQLitePCL.Batteries_V2.Init();

    public SqliteDriver(StoreOptions options) => _options = options;

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        Create();
        var connection = new SqliteConnection(_options.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Write transactions are immediate: they hold the lock from their first statement on.
    /// <inheritdoc/>
    public Task LockForMigrationAsync(StoreSession session, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<bool> HasTableAsync(StoreSession session, string name, CancellationToken cancellationToken) =>
        await session.ScalarAsync<long>("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @name", new { name }, cancellationToken) > 0;

    /// <inheritdoc/>
    public string Translate(string sql) => sql
        .Replace("{identity}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal)
        .Replace("{bytes}", "BLOB", StringComparison.Ordinal);

    /// <inheritdoc/>
    public StoreFailure? Classify(Exception fault) => fault switch
    {
        SqliteException { SqliteErrorCode: Busy or Locked } => new(StoreFailureKind.Locked, $"{_options.Place} is locked by another process for more than {StoreOptions.StatementLimit.TotalSeconds:0} s."),
        SqliteException { SqliteErrorCode: Full } => new(StoreFailureKind.Full, $"No room is left for {_options.Place}: make room on that disk."),
        SqliteException { SqliteErrorCode: Corrupt or NotADatabase } => new(StoreFailureKind.Corrupt, $"{_options.Place} is damaged or not a database: move it away, and a new one is made."),
        SqliteException { SqliteExtendedErrorCode: PrimaryKey or Unique } => new(StoreFailureKind.Conflict, "It is there already."),
        SqliteException { SqliteErrorCode: ReadOnly or IoError or CannotOpen } e => new(StoreFailureKind.Unavailable, $"{_options.Place} cannot be opened or written: {e.Message}"),
        IOException or UnauthorizedAccessException => new(StoreFailureKind.Unavailable, $"{_options.Place} cannot be opened: {fault.Message}"),
        _ => null,
    };

    /// <inheritdoc/>
    public void Clear() => SqliteConnection.ClearPool(new SqliteConnection(_options.ConnectionString));

    // Made here and not by SQLite, so that only its owner can read the file; the log beside it inherits that.
    private void Create()
    {
        if (File.Exists(_options.Place)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(_options.Place)!);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(_options.Place, options).Dispose();
    }
}
