using System.Collections.Immutable;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Responses;

/// <summary>An answer that can be asked for and continued.</summary>
/// <param name="Id">resp_….</param>
/// <param name="Scope">Whose it is: the caller's cache scope.</param>
/// <param name="Document">The response object as JSON.</param>
/// <param name="Messages">The conversation up to and with this answer, instructions apart.</param>
/// <param name="Items">The answer's own items by their ids.</param>
internal sealed record StoredResponse(
    string Id, string Scope, ReadOnlyMemory<byte> Document, ImmutableArray<ChatMessage> Messages, ImmutableArray<KeyValuePair<string, ChatMessage>> Items)
{
    /// <summary>About how much memory it holds, in bytes; what answers of one conversation share counts for each.</summary>
    public long Size { get; } = Document.Length + Messages.Sum(m => 200L + (2L * (m.Content.Length + (m.Reasoning?.Length ?? 0))) + m.ToolCalls.Sum(c => 200L + (2L * c.Arguments.GetRawText().Length)));
}
