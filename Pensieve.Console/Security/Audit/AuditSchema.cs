using Pensieve.Console.Store;

namespace Pensieve.Console.Security.Audit;

/// <summary>Table of the audit trail.</summary>
internal sealed class AuditSchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "audit";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } =
    [
        new(1, "audit trail", """
            CREATE TABLE audit (
              id {identity}, at BIGINT NOT NULL, who TEXT NOT NULL, who_id TEXT NOT NULL, action TEXT NOT NULL, target TEXT,
              outcome TEXT NOT NULL, address TEXT);
            CREATE INDEX audit_at ON audit (at);
            """),
    ];
}
