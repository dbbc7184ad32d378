using System.Collections.Immutable;
using System.Text.Json;
using Pensieve.Console.Api.Reasoning;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Reads what an OpenAI chat body says about thinking. Without a word the model does as its template has it.</summary>
internal static class ChatThinking
{
    private const string Switch = "enable_thinking";

    /// <summary>The effort "none", or the variable enable_thinking, turns it off; the budget limits it.</summary>
    public static ThinkingRequest Read(ChatRequest request, FieldReader fields)
    {
        var budget = (int?)fields.Integer(request.ThinkingBudgetTokens, Ranges.Chat.ThinkingBudget);
        bool? enabled = request.ReasoningEffort is null ? null : request.ReasoningEffort != "none";
        if (ReadSwitch(request.ChatTemplateKwargs, fields) is { } isOn) enabled = isOn;
        if (request.ReasoningEffort is not (null or "none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max"))
            fields.Fail("reasoning_effort", "must be \"none\", \"minimal\", \"low\", \"medium\", \"high\", \"xhigh\" or \"max\".");
        var effort = request.ReasoningEffort switch { "minimal" => "low", "xhigh" or "max" => "high", "none" => null, var level => level };
        return new ThinkingRequest(enabled, budget, effort)
        {
            DemandedBy = effort is not null ? "reasoning_effort" : enabled == true ? "chat_template_kwargs." + Switch : null,
        };
    }

    /// <summary>Variables for the template, the switch apart: templates name it differently.</summary>
    public static ImmutableDictionary<string, JsonElement> ReadVariables(ChatRequest request, FieldReader fields)
    {
        var variables = ImmutableDictionary<string, JsonElement>.Empty;
        if (request.ChatTemplateKwargs.IsAbsent()) return variables;
        if (request.ChatTemplateKwargs.ValueKind != JsonValueKind.Object)
        {
            fields.Fail("chat_template_kwargs", "must be an object.");
            return variables;
        }

        foreach (var property in request.ChatTemplateKwargs.EnumerateObject())
            if (property.Name != Switch) variables = variables.SetItem(property.Name, property.Value);
        return variables;
    }

    private static bool? ReadSwitch(JsonElement variables, FieldReader fields)
    {
        if (variables.ValueKind != JsonValueKind.Object || !variables.TryGetProperty(Switch, out var value) || value.IsAbsent()) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        fields.Fail("chat_template_kwargs." + Switch, "must be true or false.");
        return null;
    }
}
