using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security.Keys;

/// <summary>A named key without its secret.</summary>
public sealed record ApiKey
{
    /// <summary>Id: "key_" and 12 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Name given by people; unique among keys that are not revoked.</summary>
    public required string Name { get; init; }

    /// <summary>First characters of the secret, to recognise it by.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it allows.</summary>
    public required AccessLevel Scope { get; init; }

    /// <summary>What it may use.</summary>
    public required KeyLimits Limits { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By whom.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>From when on it is refused; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is refused; null = it is not revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was used last, to some seconds; null = never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>"active", "expired" or "revoked".</summary>
    public string StateAt(DateTimeOffset now) => RevokedAt is not null ? "revoked" : ExpiresAt <= now ? "expired" : "active";
}
