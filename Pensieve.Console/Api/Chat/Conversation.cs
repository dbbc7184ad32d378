using System.Collections.Immutable;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Chat;

/// <summary>Shapes of a conversation that templates accept.</summary>
internal static class Conversation
{
    private const string Break = "\n\n";

    /// <summary>Leading system messages as one: most templates know only the first.</summary>
    public static ImmutableArray<ChatMessage> MergeLeadingSystem(IEnumerable<ChatMessage> messages)
    {
        var merged = ImmutableArray.CreateBuilder<ChatMessage>();
        foreach (var message in messages)
        {
            if (merged is [{ Role: ChatRole.System } head] && message.Role == ChatRole.System) merged[0] = Join(head, message);
            else merged.Add(message);
        }

        return merged.ToImmutable();
    }

    /// <summary>Neighbours of the same role as one turn, as Anthropic defines it.</summary>
    public static ImmutableArray<ChatMessage> MergeTurns(IEnumerable<ChatMessage> messages)
    {
        var merged = ImmutableArray.CreateBuilder<ChatMessage>();
        foreach (var message in messages)
        {
            if (merged.Count > 0 && merged[^1].Role == message.Role && message.Role is ChatRole.User or ChatRole.Assistant)
                merged[^1] = Join(merged[^1], message);
            else merged.Add(message);
        }

        return merged.ToImmutable();
    }

    /// <summary>
    /// System messages from the given place on become user text where they stand, so that earlier turns render as before
    /// and their KV stays usable.
    /// </summary>
    public static ImmutableArray<ChatMessage> FoldSystem(ImmutableArray<ChatMessage> messages, int from) =>
        MergeTurns(messages.Select((m, i) => i >= from && m.Role == ChatRole.System ? m with { Role = ChatRole.User } : m));

    /// <summary>Two messages of one role as one.</summary>
    public static ChatMessage Join(ChatMessage first, ChatMessage second) => first with
    {
        Content = first.Content.Length == 0 ? second.Content : second.Content.Length == 0 ? first.Content : first.Content + Break + second.Content,
        ToolCalls = first.ToolCalls.AddRange(second.ToolCalls),
        Reasoning = first.Reasoning is null ? second.Reasoning : first.Reasoning + second.Reasoning,
    };
}
