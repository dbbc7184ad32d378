using System.Collections.Immutable;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Responses;

/// <summary>An answer that can be asked for and continued.</summary>
/// <param name="Id">resp_….</param>
/// <param name="Scope">Whose it is: the caller's cache scope.</param>
/// <param name="Document">The response object as JSON.</param>
/// <param name="Messages">The conversation up to and with this answer, instructions apart.</param>
/// <param name="Before">Items of the answers that this one continued, oldest first.</param>
/// <param name="Input">Items that its own request added.</param>
/// <param name="Output">The answer's own items.</param>
internal sealed record StoredResponse(
    string Id, string Scope, ReadOnlyMemory<byte> Document, ImmutableArray<ChatMessage> Messages,
    ImmutableArray<StoredItem> Before, ImmutableArray<StoredItem> Input, ImmutableArray<StoredItem> Output)
{
    /// <summary>What came in with this answer for the first time.</summary>
    public IEnumerable<StoredItem> Own => Input.Concat(Output);

    /// <summary>About how much memory it holds, in bytes; what answers of one conversation share counts for each.</summary>
    public long Size { get; } = Document.Length + Before.Concat(Input).Concat(Output).Sum(i => 200L + i.Json.Length)
        + Messages.Sum(m => 200L + (2L * (m.Content.Length + (m.Reasoning?.Length ?? 0))) + m.ToolCalls.Sum(c => 200L + (2L * c.Arguments.GetRawText().Length)));
}
