using System.Collections.Immutable;
using System.Text.Json;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Chat;

/// <summary>Who speaks.</summary>
public enum ChatRole
{
    /// <summary>Instructions of the operator or application.</summary>
    System,

    /// <summary>The person, or the program in their place.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>A tool's result.</summary>
    Tool,
}

/// <summary>A call that the assistant made.</summary>
/// <param name="Id">Call id of the dialect.</param>
/// <param name="Name">Tool name.</param>
/// <param name="Arguments">A JSON object.</param>
public sealed record ChatToolCall(string Id, string Name, JsonElement Arguments);

/// <summary>One message, independent of the API dialect.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">Its text; may be empty.</param>
public sealed record ChatMessage(ChatRole Role, string Content)
{
    /// <summary>Calls made in an assistant message, in order.</summary>
    public ImmutableArray<ChatToolCall> ToolCalls { get; init; } = [];

    /// <summary>For a tool message: the call it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>For a tool message: the tool's name.</summary>
    public string? Name { get; init; }

    /// <summary>Thinking that preceded an assistant message; null = none.</summary>
    public string? Reasoning { get; init; }
}

/// <summary>Everything a chat template is given.</summary>
public sealed record ChatPrompt
{
    /// <summary>The conversation in order.</summary>
    public required ImmutableArray<ChatMessage> Messages { get; init; }

    /// <summary>Tools offered, each as OpenAI's {"type":"function","function":{…}} object.</summary>
    public ImmutableArray<JsonElement> Tools { get; init; } = [];

    /// <summary>End with the header of an assistant turn. False when the last message is an assistant prefill.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>The last (assistant) message is to be continued: leave out what the template puts after its text.</summary>
    public bool ContinueFinalMessage { get; init; }

    /// <summary>Further template variables set by the operator or request (enable_thinking …); never overrides the names above.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;
}

/// <summary>A rendered prompt, or why the template cannot render this conversation.</summary>
public readonly record struct ChatRenderOutcome(Prompt? Prompt, string? Error);

/// <summary>A parsed chat template. Immutable and thread-safe.</summary>
public interface IChatTemplate
{
    /// <summary>Renders a conversation to segments in which only template text may hold special tokens.</summary>
    ChatRenderOutcome Render(ChatPrompt prompt);
}
