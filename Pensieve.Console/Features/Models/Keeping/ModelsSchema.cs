using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Models.Keeping;

/// <summary>Aliases, defaults per file, and the log of loads.</summary>
internal sealed class ModelsSchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "models";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } =
    [
        new(1, "models", """
            CREATE TABLE models_aliases (alias TEXT NOT NULL PRIMARY KEY, target TEXT NOT NULL, changed_at BIGINT NOT NULL);
            CREATE TABLE models_defaults (file TEXT NOT NULL PRIMARY KEY, options TEXT NOT NULL, changed_at BIGINT NOT NULL);
            CREATE TABLE models_loads (
              id {identity}, started_at BIGINT NOT NULL, model TEXT NOT NULL, path TEXT NOT NULL, options TEXT NOT NULL, source TEXT NOT NULL,
              seconds DOUBLE PRECISION NOT NULL, failure TEXT);
            """),
    ];
}
