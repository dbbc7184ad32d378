namespace Pensieve.Console.Store;

/// <summary>The database in words.</summary>
public static class StoreWords
{
    /// <summary>Its name, as its makers write it.</summary>
    public static string Word(this StoreKind kind) => kind == StoreKind.Sqlite ? "SQLite" : "PostgreSQL";

    /// <summary>How it is.</summary>
    public static string Word(this StoreState state) => state switch
    {
        StoreState.Ok => "Works",
        StoreState.Degraded => "Degraded",
        _ => "Not used yet",
    };
}
