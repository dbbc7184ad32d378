namespace Pensieve.Console.Store;

/// <summary>The schema of one feature: a class in its folder and a line in <see cref="Schemas.All"/>.</summary>
public interface IStoreMigrations
{
    /// <summary>Its name in the version table, never changed: "keys". Tables begin with it.</summary>
    string Feature { get; }

    /// <summary>All steps in order.</summary>
    IReadOnlyList<StoreMigration> Migrations { get; }
}
