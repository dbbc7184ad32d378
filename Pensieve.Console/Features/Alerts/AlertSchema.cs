using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Alerts;

/// <summary>Mutes outlive the server.</summary>
internal sealed class AlertSchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "alerts";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } = [new(1, "mutes", "CREATE TABLE alerts_mutes (rule TEXT PRIMARY KEY, until BIGINT NOT NULL, who TEXT NOT NULL);")];
}
