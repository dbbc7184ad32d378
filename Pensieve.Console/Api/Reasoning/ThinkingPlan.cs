using System.Collections.Immutable;
using System.Text.Json;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Reasoning;

/// <summary>How what a request asks about thinking is done with the loaded model.</summary>
/// <param name="Format">How the output is searched for it; null = it is not.</param>
/// <param name="Budget">Most tokens of it; null = any.</param>
/// <param name="Variables">What the template is told.</param>
/// <param name="Error">Why it cannot be done.</param>
internal sealed record ThinkingPlan(
    ReasoningFormat? Format, int? Budget, ImmutableDictionary<string, JsonElement> Variables, ApiError? Error = null)
{
    private const string EffortVariable = "reasoning_effort";

    private static readonly JsonElement s_true = JsonElement.Parse("true"u8);
    private static readonly JsonElement s_false = JsonElement.Parse("false"u8);

    /// <summary>
    /// Thinking that is not wanted is turned off by the template's own switch; where it has none, a budget of 0 closes it as
    /// soon as it opens.
    /// </summary>
    public static ThinkingPlan For(ChatInput input, TemplateThinking? template, IModelSession model)
    {
        var asked = input.Thinking;
        var format = FormatOf(template, model.Info.ReasoningFormat);
        if (format is null && asked.DemandedBy is { } field)
        {
            return new ThinkingPlan(null, null, input.Variables, ApiError.Unsupported(
                field, $"the chat template of the loaded model '{model.Id}' knows no thinking, so that asking for it is",
                "Leave it out, load a model that thinks, or name its marks when loading it (--reasoning)."));
        }

        var variables = input.Variables;
        if (asked.Enabled is { } enabled && template?.Switch is { } name) variables = variables.SetItem(name, enabled ? s_true : s_false);
        if (asked.Effort is { } effort && template?.KnowsEffort == true) variables = variables.SetItem(EffortVariable, JsonSerializer.SerializeToElement(effort));
        var isForcedOff = asked.Enabled == false && template?.Switch is null;
        return new ThinkingPlan(format, isForcedOff ? 0 : asked.Budget, variables);
    }

    /// <summary>What the engine is told; null = the output is the answer throughout.</summary>
    public ReasoningOptions? OptionsFor(Prompt prompt, ImmutableArray<ChatMessage> messages) =>
        Format is null || messages is [.., { Role: ChatRole.Assistant }] // a prefilled answer has begun
            ? null
            : new ReasoningOptions { Marks = Format.Marks, StartsInside = Format.IsOpenAtEnd(prompt), Budget = Budget };

    private static ReasoningFormat? FormatOf(TemplateThinking? template, string? chosen) =>
        chosen is null or "auto" ? template?.Format : ReasoningFormat.Find(chosen);
}
