namespace Pensieve.Console.Features.Playground.Keeping;

/// <summary>A conversation in a list.</summary>
public sealed record ConversationRow
{
    /// <summary>Its id, which is its address.</summary>
    public string Id { get; init; } = "";

    /// <summary>What was said first.</summary>
    public string Title { get; init; } = "";

    /// <summary>When something was said last, in milliseconds since 1970.</summary>
    public long ChangedAt { get; init; }
}
