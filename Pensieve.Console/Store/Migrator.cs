using System.Globalization;

namespace Pensieve.Console.Store;

/// <summary>Brings the schema of every feature up to this release, in one transaction.</summary>
internal sealed class Migrator(IStoreDriver driver, IEnumerable<IStoreMigrations> features, TimeProvider time)
{
    private const string Table = "schema_migrations";

    /// <summary>Applies what is missing.</summary>
    /// <returns>Why it must not be used; null = it is up to date.</returns>
    public async Task<StoreFailure?> RunAsync(StoreSession session, CancellationToken cancellationToken)
    {
        await driver.LockForMigrationAsync(session, cancellationToken);
        await session.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {Table} (feature TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (feature, number))",
            null, cancellationToken);
        var applied = await VersionsAsync(session, cancellationToken);
        if (Newer(applied) is { } failure) return failure;
        foreach (var feature in features)
        {
            var version = applied.GetValueOrDefault(feature.Feature);
            foreach (var migration in feature.Migrations.Where(m => m.Number > version))
            {
                await session.ExecuteAsync(driver.Translate(migration.Sql), null, cancellationToken);
                await session.ExecuteAsync(
                    $"INSERT INTO {Table} (feature, number, name, applied_at) VALUES (@Feature, @Number, @Name, @Now)",
                    new { feature.Feature, migration.Number, migration.Name, Now = time.GetUtcNow().ToUnixTimeMilliseconds() }, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>Looks without changing anything: the versions there are, and why they must not be used.</summary>
    public async Task<(IReadOnlyDictionary<string, long> Versions, StoreFailure? Failure)> InspectAsync(StoreSession session, CancellationToken cancellationToken)
    {
        if (!await driver.HasTableAsync(session, Table, cancellationToken)) return (new Dictionary<string, long>(), null);
        var applied = await VersionsAsync(session, cancellationToken);
        return (applied, Newer(applied));
    }

    private static async Task<Dictionary<string, long>> VersionsAsync(StoreSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync<Version>($"SELECT feature, MAX(number) AS number FROM {Table} GROUP BY feature", null, cancellationToken))
        .ToDictionary(v => v.Feature, v => v.Number, StringComparer.Ordinal);

    // A feature that this release does not know has tables of its own, which it leaves alone.
    private StoreFailure? Newer(Dictionary<string, long> applied)
    {
        var newer = features.Where(f => applied.GetValueOrDefault(f.Feature) > f.Migrations.Count)
            .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Feature} {applied[f.Feature]}, known here: {f.Migrations.Count}")).ToArray();
        return newer.Length == 0
            ? null
            : new StoreFailure(StoreFailureKind.NewerSchema, $"The database was written by a newer release of Pensieve ({string.Join("; ", newer)}). Use that release, or another data folder or database.");
    }

    private sealed record Version
    {
        public string Feature { get; init; } = "";

        public long Number { get; init; }
    }
}
