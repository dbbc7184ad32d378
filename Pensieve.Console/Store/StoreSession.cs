using System.Data.Common;
using Dapper;

namespace Pensieve.Console.Store;

/// <summary>
/// A connection inside an operation of <see cref="ConsoleStore"/>. Statements are the same for both databases; parameters
/// are written @name and come from an object's properties. Rows become records with one { get; init; } property per column
/// (created_at → CreatedAt) of type long, string, double or byte[], nullable where the column is. Not positional records: SQLite
/// does not know the type of an expression without a row. An expression that can be NULL is wrapped in COALESCE.
/// </summary>
public sealed class StoreSession
{
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;

    internal StoreSession(StoreKind kind, DbConnection connection, DbTransaction? transaction)
    {
        Kind = kind;
        _connection = connection;
        _transaction = transaction;
    }

    /// <summary>Which database it is, for the rare statement that must differ.</summary>
    public StoreKind Kind { get; }

    /// <summary>All rows.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        (await _connection.QueryAsync<T>(Command(sql, parameters, cancellationToken))).AsList();

    /// <summary>The only row; null = there is none.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        _connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters, cancellationToken));

    /// <summary>The only value, such as a count or what RETURNING gives.</summary>
    public Task<T?> ScalarAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        _connection.ExecuteScalarAsync<T>(Command(sql, parameters, cancellationToken));

    /// <summary>Runs a statement, once per element where <paramref name="parameters"/> is a sequence; returns the rows that it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken cancellationToken) =>
        _connection.ExecuteAsync(Command(sql, parameters, cancellationToken));

    private CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, _transaction, cancellationToken: cancellationToken);
}
