using System.Collections.Immutable;

namespace Pensieve.Engine.Requests;

/// <summary>A stretch of prompt text and where it came from.</summary>
/// <param name="Text">UTF-16 text; may be empty.</param>
/// <param name="IsTemplate">
/// True for text written by the chat template: only there do special-token spellings become special tokens.
/// Text that a user, a tool or a system prompt supplied is false and is always tokenized as plain text.
/// </param>
public readonly record struct PromptSegment(string Text, bool IsTemplate);

/// <summary>What a sequence starts from: segments of text, or token ids as given.</summary>
public sealed record Prompt
{
    /// <summary>Text in order; empty when <see cref="Tokens"/> is used.</summary>
    public ImmutableArray<PromptSegment> Segments { get; init; } = [];

    /// <summary>Token ids in order, used verbatim; empty when <see cref="Segments"/> is used.</summary>
    public ImmutableArray<int> Tokens { get; init; } = [];

    /// <summary>A prompt of text. The tokenizer puts BOS in front if the model asks for one and the text has none.</summary>
    public static Prompt FromSegments(IEnumerable<PromptSegment> segments) => new() { Segments = [.. segments] };

    /// <summary>A prompt of plain text in which no special token is recognised.</summary>
    public static Prompt FromText(string text) => new() { Segments = [new PromptSegment(text, IsTemplate: false)] };

    /// <summary>A prompt of token ids, used as they are.</summary>
    public static Prompt FromTokens(IEnumerable<int> tokens) => new() { Tokens = [.. tokens] };
}
