using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>One row per version of the settings: a version is there whole, or not at all.</summary>
internal sealed class SettingsSchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "settings";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } =
    [
        new(1, "versions", "CREATE TABLE settings_versions (version BIGINT PRIMARY KEY, at BIGINT NOT NULL, who TEXT NOT NULL, who_id TEXT NOT NULL, body TEXT NOT NULL, restored BIGINT);"),
    ];
}
