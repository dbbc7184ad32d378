using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Runs.Keeping;

/// <summary>Runs and the lines of their records.</summary>
internal sealed class RunsSchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "runs";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } =
    [
        new(1, "runs", """
            CREATE TABLE runs (
              id TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, started_at BIGINT NOT NULL, ended_at BIGINT, state TEXT NOT NULL, suites TEXT NOT NULL,
              profile TEXT NOT NULL, model TEXT NOT NULL, target TEXT NOT NULL, started_by TEXT NOT NULL, command TEXT NOT NULL, seconds DOUBLE PRECISION NOT NULL,
              exit_code BIGINT, partial BIGINT NOT NULL, passed BIGINT NOT NULL, failed BIGINT NOT NULL, skipped BIGINT NOT NULL, other BIGINT NOT NULL,
              fingerprint TEXT NOT NULL, figures TEXT NOT NULL, is_baseline BIGINT NOT NULL, log TEXT NOT NULL, bytes BIGINT NOT NULL);
            CREATE INDEX runs_by_start ON runs (started_at);
            CREATE TABLE runs_chunks (
              run_id TEXT NOT NULL, first_seq BIGINT NOT NULL, last_seq BIGINT NOT NULL, body {bytes} NOT NULL, PRIMARY KEY (run_id, first_seq));
            """),
        new(2, "states of cases", "ALTER TABLE runs ADD COLUMN cases TEXT NOT NULL DEFAULT '{}'"),
    ];
}
