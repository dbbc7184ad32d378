namespace Pensieve.Console.Security.Keys;

/// <summary>What was used with a key.</summary>
public sealed record KeyUsage
{
    /// <summary>Requests to the model routes that were let through.</summary>
    public long Requests { get; init; }

    /// <summary>Requests refused by a limit of the key.</summary>
    public long Refused { get; init; }

    /// <summary>All prompt tokens, cached ones included.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Prompt tokens whose KV was reused.</summary>
    public long CachedTokens { get; init; }

    /// <summary>Tokens generated.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Whether there is anything to add.</summary>
    public bool IsNothing => this == new KeyUsage();
}
