using Pensieve.Console.Store;

namespace Pensieve.Console.Security.Keys;

/// <summary>Tables of the named keys.</summary>
internal sealed class KeySchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "keys";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } =
    [
        new(1, "keys and usage", """
            CREATE TABLE keys (
              id TEXT PRIMARY KEY, name TEXT NOT NULL, prefix TEXT NOT NULL, hash {bytes} NOT NULL UNIQUE, scope TEXT NOT NULL,
              concurrent BIGINT, requests_per_minute BIGINT, tokens_per_minute BIGINT,
              created_at BIGINT NOT NULL, created_by TEXT NOT NULL, expires_at BIGINT, revoked_at BIGINT, last_used_at BIGINT);
            CREATE UNIQUE INDEX keys_name ON keys (name) WHERE revoked_at IS NULL;
            CREATE TABLE keys_usage (
              key_id TEXT NOT NULL, day BIGINT NOT NULL, requests BIGINT NOT NULL, refused BIGINT NOT NULL,
              prompt_tokens BIGINT NOT NULL, cached_tokens BIGINT NOT NULL, output_tokens BIGINT NOT NULL,
              PRIMARY KEY (key_id, day));
            """),
    ];
}
