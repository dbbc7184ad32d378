using System.Data.Common;

namespace Pensieve.Console.Store;

/// <summary>What differs between the two databases.</summary>
internal interface IStoreDriver
{
    /// <summary>An open connection, from a pool.</summary>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Keeps other processes from migrating until the transaction ends.</summary>
    Task LockForMigrationAsync(StoreSession session, CancellationToken cancellationToken);

    /// <summary>Whether a table exists.</summary>
    Task<bool> HasTableAsync(StoreSession session, string name, CancellationToken cancellationToken);

    /// <summary>Replaces the words in braces of a migration.</summary>
    string Translate(string sql);

    /// <summary>The failure that an exception stands for; null = it is a bug.</summary>
    StoreFailure? Classify(Exception fault);

    /// <summary>Closes idle connections.</summary>
    void Clear();
}
