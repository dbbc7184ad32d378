namespace Pensieve.Console.Store;

/// <summary>Which database holds the history.</summary>
public enum StoreKind
{
    /// <summary>One file in the data folder.</summary>
    Sqlite,

    /// <summary>A server, named by a connection string.</summary>
    PostgreSql,
}
