using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Playground.Keeping;

/// <summary>System prompts by name, cases for later runs, conversations.</summary>
internal sealed class PlaygroundSchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "playground";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } =
    [
        new(1, "playground", """
            CREATE TABLE playground_presets (name TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL, changed_at BIGINT NOT NULL);
            CREATE TABLE playground_cases (id {identity}, name TEXT NOT NULL, line TEXT NOT NULL, created_at BIGINT NOT NULL);
            """),
        new(2, "sessions", """
            CREATE TABLE playground_sessions (id TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, changed_at BIGINT NOT NULL);
            CREATE INDEX playground_sessions_owner ON playground_sessions (owner, changed_at);
            """),
    ];
}
