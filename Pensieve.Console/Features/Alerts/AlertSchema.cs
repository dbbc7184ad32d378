using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Alerts;

/// <summary>Mutes outlive the server.</summary>
internal sealed class AlertSchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "alerts";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } =
    [
        new(1, "mutes", "CREATE TABLE alerts_mutes (rule TEXT PRIMARY KEY, until BIGINT NOT NULL, who TEXT NOT NULL);"),
        new(2, "history", """
            CREATE TABLE alerts_history (
              rule TEXT NOT NULL, raised_at BIGINT NOT NULL, severity TEXT NOT NULL, title TEXT NOT NULL, reason TEXT, next_step TEXT, href TEXT NOT NULL,
              ended_at BIGINT, PRIMARY KEY (rule, raised_at));
            """),
    ];
}
