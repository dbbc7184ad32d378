using System.Collections.Immutable;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Chat;

/// <summary>A prompt, or why the conversation cannot be rendered.</summary>
/// <param name="Prompt">What to continue.</param>
/// <param name="Calling">How its output is searched for calls; null = no tools are offered.</param>
/// <param name="Error">Why there is no prompt.</param>
internal readonly record struct PromptOutcome(Prompt? Prompt, ToolCalling? Calling, ApiError? Error);

/// <summary>Renders conversations with the template of their model.</summary>
internal sealed class ChatPrompts(IChatTemplates templates)
{
    /// <summary>
    /// Renders; a trailing assistant message is continued. A template that refuses system messages, or leaves their text
    /// out, gets them as user text: first those between turns, then the one at the head too.
    /// </summary>
    public PromptOutcome Render(IModelSession model, ChatInput input)
    {
        var found = templates.For(model);
        if (found.Template is not { } template) return Fail(found.Error);
        if (ToolTurns.Check(input, found.Tools, model.Id) is { } error) return new PromptOutcome(null, null, error);

        var conversation = ToolTurns.Fit(Conversation.MergeLeadingSystem(input.Messages), found.Tools);
        var calling = input.Offer is { } offer ? new ToolCalling(found.Tools!.Format, new OfferedTools(offer.Tools), offer.IsSingle) : null;
        var asIs = Render(template, conversation, input.Offer);
        if (HoldsSystem(asIs.Prompt, conversation)) return new PromptOutcome(asIs.Prompt, calling, null);
        for (var from = 1; from >= 0; from--)
        {
            var folded = Render(template, Conversation.FoldSystem(conversation, from), input.Offer);
            if (HoldsSystem(folded.Prompt, conversation)) return new PromptOutcome(folded.Prompt, calling, null);
        }

        return Fail(asIs.Error);
    }

    private static ChatRenderOutcome Render(IChatTemplate template, ImmutableArray<ChatMessage> messages, ToolOffer? offer)
    {
        var isPrefill = messages is [.., { Role: ChatRole.Assistant }];
        return template.Render(new ChatPrompt
        {
            Messages = messages, Tools = offer?.Tools ?? [], AddGenerationPrompt = !isPrefill, ContinueFinalMessage = isPrefill,
        });
    }

    private static bool HoldsSystem(Prompt? prompt, ImmutableArray<ChatMessage> messages)
    {
        if (prompt is null) return false;
        var system = messages.Where(m => m.Role == ChatRole.System).ToList();
        if (system.Count == 0) return true;
        var text = string.Concat(prompt.Segments.Where(s => !s.IsTemplate).Select(s => s.Text));
        return system.TrueForAll(m => text.Contains(m.Content.Trim(), StringComparison.Ordinal));
    }

    private static PromptOutcome Fail(string? reason) =>
        new(null, null, ApiError.Invalid("messages", reason ?? "The model's chat template cannot render this conversation."));
}
