using System.Text.Json;
using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Models.Keeping;

/// <summary>Aliases, defaults and loads in the database.</summary>
public sealed class ModelRepository(ConsoleStore store, TimeProvider time)
{
    /// <summary>Loads kept; beyond, the oldest go.</summary>
    public const int MaxLoads = 200;

    /// <summary>All aliases, and all defaults by the name of their file.</summary>
    public Task<StoreOutcome<(IReadOnlyDictionary<string, string> Aliases, IReadOnlyDictionary<string, SavedLoadOptions> Defaults)>> ReadAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(async (session, stop) =>
        {
            var aliases = await session.QueryAsync<Pair>("SELECT alias AS name, target AS value FROM models_aliases", null, stop);
            var defaults = await session.QueryAsync<Pair>("SELECT file AS name, options AS value FROM models_defaults", null, stop);
            return ((IReadOnlyDictionary<string, string>)aliases.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal),
                (IReadOnlyDictionary<string, SavedLoadOptions>)defaults.ToDictionary(d => d.Name, d => JsonSerializer.Deserialize<SavedLoadOptions>(d.Value) ?? new(), StringComparer.Ordinal));
        }, cancellationToken);

    /// <summary>Keeps an alias; null takes it away.</summary>
    public Task<StoreOutcome<bool>> SetAliasAsync(string alias, string? target, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
        await session.ExecuteAsync(
            target is null
                ? "DELETE FROM models_aliases WHERE alias = @alias"
                : "INSERT INTO models_aliases (alias, target, changed_at) VALUES (@alias, @target, @now) ON CONFLICT (alias) DO UPDATE SET target = @target, changed_at = @now",
            new { alias, target, now = Now }, stop) > 0, cancellationToken);

    /// <summary>Keeps a file's defaults; null takes them away.</summary>
    public Task<StoreOutcome<bool>> SetDefaultsAsync(string file, SavedLoadOptions? options, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
        await session.ExecuteAsync(
            options is null
                ? "DELETE FROM models_defaults WHERE file = @file"
                : "INSERT INTO models_defaults (file, options, changed_at) VALUES (@file, @json, @now) ON CONFLICT (file) DO UPDATE SET options = @json, changed_at = @now",
            new { file, json = options is null ? "" : JsonSerializer.Serialize(options), now = Now }, stop) > 0, cancellationToken);

    /// <summary>Adds to the log of loads and cuts it to <see cref="MaxLoads"/>.</summary>
    public Task<StoreOutcome<bool>> AddLoadAsync(LoadRow row, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
    {
        await session.ExecuteAsync(
            "INSERT INTO models_loads (started_at, model, path, options, source, seconds, failure) VALUES (@StartedAt, @Model, @Path, @Options, @Source, @Seconds, @Failure)", row, stop);
        await session.ExecuteAsync($"DELETE FROM models_loads WHERE id NOT IN (SELECT id FROM models_loads ORDER BY id DESC LIMIT {MaxLoads})", null, stop);
        return true;
    }, cancellationToken);

    /// <summary>Loads, newest first.</summary>
    public Task<StoreOutcome<IReadOnlyList<LoadRow>>> LoadsAsync(int count, CancellationToken cancellationToken) => store.ReadAsync((session, stop) =>
        session.QueryAsync<LoadRow>("SELECT started_at, model, path, options, source, seconds, failure FROM models_loads ORDER BY id DESC LIMIT @count", new { count }, stop), cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Pair
    {
        public string Name { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
