using System.Security.Cryptography;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Store;

namespace Pensieve.Console.Security.Keys;

/// <summary>A key and the hash of its secret, as they are kept.</summary>
internal sealed record StoredKey(ApiKey Key, byte[] Hash);

/// <summary>What somebody asks of a new key.</summary>
public sealed record NewKey(string Name, AccessLevel Scope, KeyLimits Limits, DateTimeOffset? ExpiresAt);

/// <summary>A new key with its secret, which is never shown again.</summary>
public sealed record CreatedKey(ApiKey Key, string Secret);

/// <summary>The named keys in the database.</summary>
public sealed class KeyRepository(ConsoleStore store, TimeProvider time)
{
    private const string Columns = "id, name, prefix, hash, scope, concurrent, requests_per_minute, tokens_per_minute, created_at, created_by, expires_at, revoked_at, last_used_at";
    private const string IdLetters = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Makes a key. Fails as a conflict where an active key has the name.</summary>
    public async Task<StoreOutcome<CreatedKey>> CreateAsync(NewKey wish, string by, CancellationToken cancellationToken)
    {
        var secret = KeySecret.Create();
        var key = new ApiKey
        {
            Id = "key_" + RandomNumberGenerator.GetString(IdLetters, 12), Name = wish.Name, Prefix = KeySecret.PrefixOf(secret), Scope = wish.Scope,
            Limits = wish.Limits, ExpiresAt = wish.ExpiresAt, CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), CreatedBy = by,
        };
        var row = KeyRow.Of(key, KeySecret.Hash(secret));
        var outcome = await store.WriteAsync((s, c) => s.ExecuteAsync(
            $"INSERT INTO keys ({Columns}) VALUES (@Id, @Name, @Prefix, @Hash, @Scope, @Concurrent, @RequestsPerMinute, @TokensPerMinute, @CreatedAt, @CreatedBy, @ExpiresAt, NULL, NULL)",
            row, c), cancellationToken);
        return outcome.IsDone
            ? new(new CreatedKey(key, secret), null)
            : new(null, outcome.Failure.Kind == StoreFailureKind.Conflict ? outcome.Failure with { Message = $"There is an active key named '{wish.Name}'." } : outcome.Failure);
    }

    /// <summary>All keys, newest first.</summary>
    public async Task<StoreOutcome<IReadOnlyList<ApiKey>>> ListAsync(CancellationToken cancellationToken)
    {
        var outcome = await ReadAsync(cancellationToken);
        return new(outcome.Value is { } all ? [.. all.Select(k => k.Key)] : null, outcome.Failure);
    }

    /// <summary>Revokes a key by id, or an active one by name; the value is the key, null = there is none.</summary>
    public Task<StoreOutcome<ApiKey>> RevokeAsync(string idOrName, CancellationToken cancellationToken) => store.WriteAsync(async (s, c) =>
    {
        var found = await s.FindAsync<KeyRow>($"SELECT {Columns} FROM keys WHERE id = @idOrName OR (name = @idOrName AND revoked_at IS NULL)", new { idOrName }, c);
        if (found is null) return null;
        var at = found.RevokedAt ?? time.GetUtcNow().ToUnixTimeMilliseconds();
        await s.ExecuteAsync("UPDATE keys SET revoked_at = @at WHERE id = @Id", new { found.Id, at }, c);
        return (found with { RevokedAt = at }).ToKey();
    }, cancellationToken)!;

    /// <summary>Removes a revoked key and its usage from the history; false = there is no revoked key of that id.</summary>
    public Task<StoreOutcome<bool>> DeleteAsync(string id, CancellationToken cancellationToken) => store.WriteAsync(async (s, c) =>
    {
        if (await s.ExecuteAsync("DELETE FROM keys WHERE id = @id AND revoked_at IS NOT NULL", new { id }, c) == 0) return false;
        await s.ExecuteAsync("DELETE FROM keys_usage WHERE key_id = @id", new { id }, c);
        return true;
    }, cancellationToken);

    /// <summary>Usage by key since a day, that day included.</summary>
    public async Task<StoreOutcome<IReadOnlyDictionary<string, KeyUsage>>> UsageAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync((s, c) => s.QueryAsync<UsageRow>(
            """
            SELECT key_id, CAST(SUM(requests) AS BIGINT) AS requests, CAST(SUM(refused) AS BIGINT) AS refused, CAST(SUM(prompt_tokens) AS BIGINT) AS prompt_tokens,
              CAST(SUM(cached_tokens) AS BIGINT) AS cached_tokens, CAST(SUM(output_tokens) AS BIGINT) AS output_tokens
            FROM keys_usage WHERE day >= @day GROUP BY key_id
            """, new { day = DayOf(since) }, c), cancellationToken);
        return new(outcome.Value?.ToDictionary(r => r.KeyId, r => r.ToUsage()), outcome.Failure);
    }

    /// <summary>Adds what was used today, by key; all of it or nothing.</summary>
    internal async Task<StoreFailure?> AddUsageAsync(IReadOnlyCollection<(string Id, KeyUsage Usage)> used, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var outcome = await store.WriteAsync(async (s, c) =>
        {
            var rows = used.Select(u => new
            {
                u.Id, Day = DayOf(now), Now = now.ToUnixTimeMilliseconds(), u.Usage.Requests, u.Usage.Refused, u.Usage.PromptTokens, u.Usage.CachedTokens, u.Usage.OutputTokens,
            }).ToArray();
            await s.ExecuteAsync(
                """
                INSERT INTO keys_usage (key_id, day, requests, refused, prompt_tokens, cached_tokens, output_tokens)
                VALUES (@Id, @Day, @Requests, @Refused, @PromptTokens, @CachedTokens, @OutputTokens)
                ON CONFLICT (key_id, day) DO UPDATE SET requests = keys_usage.requests + excluded.requests, refused = keys_usage.refused + excluded.refused,
                  prompt_tokens = keys_usage.prompt_tokens + excluded.prompt_tokens, cached_tokens = keys_usage.cached_tokens + excluded.cached_tokens,
                  output_tokens = keys_usage.output_tokens + excluded.output_tokens
                """, rows, c);
            return await s.ExecuteAsync("UPDATE keys SET last_used_at = @Now WHERE id = @Id", rows, c);
        }, cancellationToken);
        return outcome.Failure;
    }

    /// <summary>All keys with the hashes of their secrets.</summary>
    internal async Task<StoreOutcome<IReadOnlyList<StoredKey>>> ReadAsync(CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync((s, c) => s.QueryAsync<KeyRow>($"SELECT {Columns} FROM keys ORDER BY created_at DESC, id", null, c), cancellationToken);
        return new(outcome.Value is { } rows ? [.. rows.Select(r => new StoredKey(r.ToKey(), r.Hash))] : null, outcome.Failure);
    }

    private static long DayOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 86_400;
}
