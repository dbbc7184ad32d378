using System.Collections.Immutable;
using System.Text.Json;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Reasoning;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Chat;

/// <summary>A prompt, or why the conversation cannot be rendered.</summary>
/// <param name="Prompt">What to continue.</param>
/// <param name="Parsing">How its output is taken apart; null = it is text throughout.</param>
/// <param name="Error">Why there is no prompt.</param>
internal readonly record struct PromptOutcome(Prompt? Prompt, OutputParsing? Parsing, ApiError? Error)
{
    /// <summary>What its output must match; null = anything.</summary>
    public string? Grammar { get; init; }
}

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
        var plan = ThinkingPlan.For(input, found.Thinking, model);
        if (plan.Error is not null) return new PromptOutcome(null, null, plan.Error);
        var asIs = Render(template, conversation, input.Offer, plan.Variables);
        if (HoldsSystem(asIs.Prompt, conversation)) return Succeed(asIs.Prompt!);
        for (var from = 1; from >= 0; from--)
        {
            var folded = Render(template, Conversation.FoldSystem(conversation, from), input.Offer, plan.Variables);
            if (HoldsSystem(folded.Prompt, conversation)) return Succeed(folded.Prompt!);
        }

        return Fail(asIs.Error);

        PromptOutcome Succeed(Prompt prompt)
        {
            var reasoning = plan.OptionsFor(prompt, conversation);
            var (grammar, fault) = AnswerGrammars.For(input, found.Tools?.Format, reasoning);
            return fault is null
                ? new PromptOutcome(prompt, OutputParsing.For(calling, plan.Format, reasoning), null) { Grammar = grammar }
                : new PromptOutcome(null, null, fault);
        }
    }

    private static ChatRenderOutcome Render(IChatTemplate template, ImmutableArray<ChatMessage> messages, ToolOffer? offer, ImmutableDictionary<string, JsonElement> variables)
    {
        var isPrefill = messages is [.., { Role: ChatRole.Assistant }];
        return template.Render(new ChatPrompt
        {
            Messages = messages, Tools = offer?.Tools ?? [], AddGenerationPrompt = !isPrefill, ContinueFinalMessage = isPrefill, Variables = variables,
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
