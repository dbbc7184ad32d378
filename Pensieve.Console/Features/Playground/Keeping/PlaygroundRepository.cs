using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Playground.Keeping;

/// <summary>Presets and cases in the database.</summary>
public sealed class PlaygroundRepository(ConsoleStore store, TimeProvider time)
{
    /// <summary>All presets by name.</summary>
    public Task<StoreOutcome<IReadOnlyList<PresetRow>>> PresetsAsync(CancellationToken cancellationToken) =>
        store.ReadAsync((session, stop) => session.QueryAsync<PresetRow>("SELECT name, body FROM playground_presets ORDER BY name", null, stop), cancellationToken);

    /// <summary>Keeps a preset in place of one of the same name; a null body deletes it.</summary>
    public Task<StoreOutcome<bool>> SetPresetAsync(string name, string? body, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
        await session.ExecuteAsync(
            body is null
                ? "DELETE FROM playground_presets WHERE name = @name"
                : "INSERT INTO playground_presets (name, body, changed_at) VALUES (@name, @body, @now) ON CONFLICT (name) DO UPDATE SET body = @body, changed_at = @now",
            new { name, body = body ?? "", now = Now }, stop) > 0, cancellationToken);

    /// <summary>All cases, oldest first.</summary>
    public Task<StoreOutcome<IReadOnlyList<CaseRow>>> CasesAsync(CancellationToken cancellationToken) =>
        store.ReadAsync((session, stop) => session.QueryAsync<CaseRow>("SELECT id, name, line FROM playground_cases ORDER BY id", null, stop), cancellationToken);

    /// <summary>Adds a case.</summary>
    public Task<StoreOutcome<bool>> AddCaseAsync(string name, string line, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
        await session.ExecuteAsync("INSERT INTO playground_cases (name, line, created_at) VALUES (@name, @line, @now)", new { name, line, now = Now }, stop) > 0, cancellationToken);

    /// <summary>Deletes a case.</summary>
    public Task<StoreOutcome<bool>> DeleteCaseAsync(long id, CancellationToken cancellationToken) => store.WriteAsync(async (session, stop) =>
        await session.ExecuteAsync("DELETE FROM playground_cases WHERE id = @id", new { id }, stop) > 0, cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
