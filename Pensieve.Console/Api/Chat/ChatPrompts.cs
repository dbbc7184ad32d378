using System.Collections.Immutable;
using Pensieve.Console.Api.Errors;
using Pensieve.Engine;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Chat;

/// <summary>A prompt, or why the conversation cannot be rendered.</summary>
internal readonly record struct PromptOutcome(Prompt? Prompt, ApiError? Error);

/// <summary>Renders conversations with the template of their model.</summary>
internal sealed class ChatPrompts(IChatTemplates templates)
{
    /// <summary>
    /// Renders; a trailing assistant message is continued. A template that refuses inline system messages, or leaves
    /// their text out, gets them folded into user turns instead.
    /// </summary>
    public PromptOutcome Render(IModelSession model, ImmutableArray<ChatMessage> messages)
    {
        var found = templates.For(model);
        if (found.Template is not { } template) return Fail(found.Error);

        var conversation = Conversation.MergeLeadingSystem(messages);
        var rendered = Render(template, conversation);
        if (Conversation.InlineSystem(conversation).Any() && !HoldsInlineSystem(rendered.Prompt, conversation))
            rendered = Render(template, Conversation.FoldInlineSystem(conversation));
        return rendered.Prompt is { } prompt ? new PromptOutcome(prompt, null) : Fail(rendered.Error);
    }

    private static ChatRenderOutcome Render(IChatTemplate template, ImmutableArray<ChatMessage> messages)
    {
        var isPrefill = messages is [.., { Role: ChatRole.Assistant }];
        return template.Render(new ChatPrompt { Messages = messages, AddGenerationPrompt = !isPrefill, ContinueFinalMessage = isPrefill });
    }

    private static bool HoldsInlineSystem(Prompt? prompt, ImmutableArray<ChatMessage> messages)
    {
        if (prompt is null) return false;
        var text = string.Concat(prompt.Segments.Where(s => !s.IsTemplate).Select(s => s.Text));
        return Conversation.InlineSystem(messages).All(m => text.Contains(m.Content.Trim(), StringComparison.Ordinal));
    }

    private static PromptOutcome Fail(string? reason) =>
        new(null, ApiError.Invalid("messages", reason ?? "The model's chat template cannot render this conversation."));
}
