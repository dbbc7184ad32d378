using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Playground.Keeping;

/// <summary>Conversations in the database, each with the id of who began it.</summary>
internal sealed class ConversationRepository(ConsoleStore store, TimeProvider time)
{
    /// <summary>Most conversations of all users together.</summary>
    public const int MaxOfAll = 1000;

    private const int TitleLimit = 80;

    /// <summary>Those of an owner, newest first.</summary>
    public Task<StoreOutcome<IReadOnlyList<ConversationRow>>> ListAsync(string owner, CancellationToken cancellationToken) => store.ReadAsync((s, c) =>
        s.QueryAsync<ConversationRow>("SELECT id, title, changed_at FROM playground_sessions WHERE owner = @owner ORDER BY changed_at DESC, id", new { owner }, c), cancellationToken);

    /// <summary>Owner and body of one; null = it is not kept.</summary>
    public async Task<(string Owner, KeptConversation Body)?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync((s, c) => s.FindAsync<Row>("SELECT owner, body FROM playground_sessions WHERE id = @id", new { id }, c), cancellationToken);
        return outcome.Value is { } row && KeptConversation.FromJson(row.Body) is { } body ? (row.Owner, body) : null;
    }

    /// <summary>Keeps one, in place of what was kept of it, and removes the owner's oldest beyond <paramref name="kept"/>.</summary>
    public async Task<StoreFailure?> SetAsync(PlaygroundShape shape, string body, long kept, CancellationToken cancellationToken)
    {
        var title = shape.Title.ReplaceLineEndings(" ");
        var row = new { shape.Id, shape.Owner, Title = title.Length > TitleLimit ? title[..TitleLimit] + "…" : title, Body = body, Now = time.GetUtcNow().ToUnixTimeMilliseconds(), kept };
        var outcome = await store.WriteAsync(async (s, c) =>
        {
            await s.ExecuteAsync(
                """
                INSERT INTO playground_sessions (id, owner, title, body, changed_at) VALUES (@Id, @Owner, @Title, @Body, @Now)
                ON CONFLICT (id) DO UPDATE SET title = @Title, body = @Body, changed_at = @Now
                """, row, c);
            await s.ExecuteAsync(
                "DELETE FROM playground_sessions WHERE owner = @Owner AND id NOT IN (SELECT id FROM playground_sessions WHERE owner = @Owner ORDER BY changed_at DESC, id LIMIT @kept)", row, c);
            return await s.ExecuteAsync($"DELETE FROM playground_sessions WHERE id NOT IN (SELECT id FROM playground_sessions ORDER BY changed_at DESC, id LIMIT {MaxOfAll})", null, c);
        }, cancellationToken);
        return outcome.Failure;
    }

    /// <summary>Forgets one.</summary>
    public async Task<StoreFailure?> DeleteAsync(string id, CancellationToken cancellationToken) =>
        (await store.WriteAsync((s, c) => s.ExecuteAsync("DELETE FROM playground_sessions WHERE id = @id", new { id }, c), cancellationToken)).Failure;

    /// <summary>Forgets all of everybody.</summary>
    public async Task<StoreFailure?> DeleteAllAsync(CancellationToken cancellationToken) =>
        (await store.WriteAsync((s, c) => s.ExecuteAsync("DELETE FROM playground_sessions", null, c), cancellationToken)).Failure;

    private sealed record Row
    {
        public string Owner { get; init; } = "";

        public string Body { get; init; } = "";
    }
}
