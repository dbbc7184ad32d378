using System.Text.Json;
using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>Versions of the settings in the database.</summary>
public sealed class SettingsRepository(ConsoleStore store)
{
    /// <summary>Versions kept.</summary>
    public const int Kept = 200;

    /// <summary>Versions, newest first.</summary>
    public async Task<StoreOutcome<IReadOnlyList<SettingsVersion>>> ListAsync(int count, CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync((s, c) => s.QueryAsync<Row>("SELECT version, at, who, body, restored FROM settings_versions ORDER BY version DESC LIMIT @count", new { count }, c), cancellationToken);
        return new(outcome.Value is { } rows ? [.. rows.Select(r => r.ToVersion())] : null, outcome.Failure);
    }

    /// <summary>One version; null = there is none of that number.</summary>
    public async Task<StoreOutcome<SettingsVersion?>> FindAsync(long version, CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync((s, c) => s.FindAsync<Row>("SELECT version, at, who, body, restored FROM settings_versions WHERE version = @version", new { version }, c), cancellationToken);
        return new(outcome.Value?.ToVersion(), outcome.Failure);
    }

    /// <summary>Adds a version; a conflict says that its number is taken.</summary>
    public async Task<StoreFailure?> AddAsync(SettingsVersion version, string whoId, CancellationToken cancellationToken)
    {
        var outcome = await store.WriteAsync(async (s, c) =>
        {
            await s.ExecuteAsync("DELETE FROM settings_versions WHERE version <= @oldest", new { oldest = version.Version - Kept }, c);
            return await s.ExecuteAsync(
                "INSERT INTO settings_versions (version, at, who, who_id, body, restored) VALUES (@Version, @At, @Who, @whoId, @Body, @Restored)",
                new { version.Version, At = version.At.ToUnixTimeMilliseconds(), version.Who, whoId, Body = JsonSerializer.Serialize(version.Changed), version.Restored }, c);
        }, cancellationToken);
        return outcome.Failure;
    }

    private sealed record Row
    {
        public long Version { get; init; }

        public long At { get; init; }

        public string Who { get; init; } = "";

        public string Body { get; init; } = "{}";

        public long? Restored { get; init; }

        public SettingsVersion ToVersion() =>
            new(Version, DateTimeOffset.FromUnixTimeMilliseconds(At), Who, JsonSerializer.Deserialize<Dictionary<string, string>>(Body) ?? [], Restored);
    }
}
