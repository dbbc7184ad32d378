namespace Pensieve.Console.Security.Keys;

/// <summary>What a key may use; null = no limit.</summary>
public sealed record KeyLimits
{
    /// <summary>Most requests in progress at once.</summary>
    public int? Concurrent { get; init; }

    /// <summary>Requests per minute.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens per minute: prompt tokens that were not cached, and output tokens.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>Whether there is any.</summary>
    public bool Any => Concurrent is not null || RequestsPerMinute is not null || TokensPerMinute is not null;
}
