namespace Pensieve.Engine.Chat;

/// <summary>What a template can do, found by rendering short probe conversations when it is parsed.</summary>
public sealed record ChatTemplateTraits
{
    /// <summary>A system message at the head appears in the prompt.</summary>
    public bool SupportsSystem { get; init; }

    /// <summary>A system message between turns appears in the prompt.</summary>
    public bool SupportsInlineSystem { get; init; }

    /// <summary>Tools offered appear in the prompt.</summary>
    public bool SupportsTools { get; init; }

    /// <summary>Calls of an assistant message appear in the prompt.</summary>
    public bool SupportsToolCalls { get; init; }

    /// <summary>Several calls of one assistant message all appear in the prompt.</summary>
    public bool SupportsParallelToolCalls { get; init; }

    /// <summary>Tool messages appear in the prompt.</summary>
    public bool SupportsToolResults { get; init; }

    /// <summary>The thinking of an assistant message appears in the prompt, at least while a turn is under way.</summary>
    public bool SupportsReasoning { get; init; }

    /// <summary>The message field that the template reads thinking from; null if it reads none.</summary>
    public string? ReasoningField { get; init; }

    /// <summary>The template reads call arguments as JSON text rather than as an object.</summary>
    public bool ArgumentsAsText { get; init; }

    /// <summary>The template reads content as a list of parts rather than as text.</summary>
    public bool ContentAsParts { get; init; }

    /// <summary>The prompt starts with BOS: a tokenizer that adds its own must not do so.</summary>
    public bool WritesBos { get; init; }

    /// <summary>A conversation's prompt begins with the prompt of its earlier turns, so that their KV cache can be reused.</summary>
    public bool IsAppendOnly { get; init; }

    /// <summary>The prompt holds the date: it changes from day to day, and cached prefixes with it.</summary>
    public bool DependsOnDate { get; init; }

    /// <summary>Two user messages in a row are refused.</summary>
    public bool RequiresAlternatingRoles { get; init; }

    /// <summary>The template knows the variable <c>enable_thinking</c> or <c>thinking</c>; null if neither.</summary>
    public string? ThinkingSwitch { get; init; }

    /// <summary>The template knows the variable <c>reasoning_effort</c>.</summary>
    public bool KnowsEffort { get; init; }
}
