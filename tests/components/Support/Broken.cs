using Microsoft.Data.Sqlite;
using Pensieve.Console.Store;

namespace Pensieve.Tests.Components.Support;

/// <summary>Breaks what components rest on.</summary>
internal static class Broken
{
    /// <summary>The store's file is no database any more, whether it was used already or not: from now on nothing is read or written.</summary>
    public static void Store(ConsoleStore store)
    {
        var options = StoreOptions.Sqlite(store.Health.Place);
        using (var pooled = new SqliteConnection(options.ConnectionString)) SqliteConnection.ClearPool(pooled);
        foreach (var beside in new[] { "-wal", "-shm" }) File.Delete(options.Place + beside);
        File.WriteAllText(options.Place, new string('x', 4096));
    }
}
