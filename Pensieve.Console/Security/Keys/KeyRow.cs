using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security.Keys;

/// <summary>A row of the table "keys".</summary>
internal sealed record KeyRow
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Prefix { get; init; } = "";

    public byte[] Hash { get; init; } = [];

    public string Scope { get; init; } = "";

    public long? Concurrent { get; init; }

    public long? RequestsPerMinute { get; init; }

    public long? TokensPerMinute { get; init; }

    public long CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public long? ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public long? LastUsedAt { get; init; }

    public static KeyRow Of(ApiKey key, byte[] hash) => new()
    {
        Id = key.Id, Name = key.Name, Prefix = key.Prefix, Hash = hash, Scope = key.Scope.Scope(), Concurrent = key.Limits.Concurrent,
        RequestsPerMinute = key.Limits.RequestsPerMinute, TokensPerMinute = key.Limits.TokensPerMinute, CreatedAt = key.CreatedAt.ToUnixTimeMilliseconds(),
        CreatedBy = key.CreatedBy, ExpiresAt = key.ExpiresAt?.ToUnixTimeMilliseconds(),
    };

    // A scope that this release does not know allows least.
    public ApiKey ToKey() => new()
    {
        Id = Id, Name = Name, Prefix = Prefix, Scope = AccessLevels.FromScope(Scope) ?? AccessLevel.Inference,
        Limits = new KeyLimits { Concurrent = (int?)Concurrent, RequestsPerMinute = (int?)RequestsPerMinute, TokensPerMinute = (int?)TokensPerMinute },
        CreatedAt = At(CreatedAt)!.Value, CreatedBy = CreatedBy, ExpiresAt = At(ExpiresAt), RevokedAt = At(RevokedAt), LastUsedAt = At(LastUsedAt),
    };

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}

/// <summary>A sum over the table "keys_usage".</summary>
internal sealed record UsageRow
{
    public string KeyId { get; init; } = "";

    public long Requests { get; init; }

    public long Refused { get; init; }

    public long PromptTokens { get; init; }

    public long CachedTokens { get; init; }

    public long OutputTokens { get; init; }

    public KeyUsage ToUsage() => new() { Requests = Requests, Refused = Refused, PromptTokens = PromptTokens, CachedTokens = CachedTokens, OutputTokens = OutputTokens };
}
