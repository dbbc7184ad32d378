using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security.Keys;

/// <summary>Body of POST /api/keys.</summary>
/// <param name="Name">1 to 64 characters; unique among keys that are not revoked.</param>
/// <param name="Scope">"inference" (as if left out), "operate" or "admin".</param>
/// <param name="ExpiresAt">From when on it is refused; left out = never.</param>
/// <param name="Concurrent">Most requests in progress at once.</param>
/// <param name="RequestsPerMinute">Most requests per minute.</param>
/// <param name="TokensPerMinute">Most tokens per minute: uncached prompt and output.</param>
public sealed record CreateKeyRequest(
    string? Name = null, string? Scope = null, DateTimeOffset? ExpiresAt = null, int? Concurrent = null, int? RequestsPerMinute = null, int? TokensPerMinute = null);

/// <summary>A key as the API and the pages show it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">First characters of its secret.</param>
/// <param name="Scope">"inference", "operate" or "admin".</param>
/// <param name="State">"active", "expired" or "revoked".</param>
/// <param name="Limits">What it may use.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="LastUsedAt">When it was used last.</param>
/// <param name="Active">Requests in progress.</param>
/// <param name="Usage">What was used in the last 30 days.</param>
public sealed record KeyView(
    string Id, string Name, string Prefix, string Scope, string State, KeyLimits Limits, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt, long Active, KeyUsage Usage)
{
    /// <summary>From a key.</summary>
    public static KeyView Of(ApiKey key, DateTimeOffset now, long active, KeyUsage? usage) => new(
        key.Id, key.Name, key.Prefix, key.Scope.Scope(), key.StateAt(now), key.Limits, key.CreatedAt, key.CreatedBy,
        key.ExpiresAt, key.RevokedAt, key.LastUsedAt, active, usage ?? new KeyUsage());
}

/// <summary>Answer to POST /api/keys.</summary>
/// <param name="Secret">The key itself. It is not kept and not shown again.</param>
/// <param name="Key">What is kept of it.</param>
public sealed record CreatedKeyView(string Secret, KeyView Key);
