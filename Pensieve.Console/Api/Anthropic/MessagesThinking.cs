using System.Text.Json;
using Pensieve.Console.Api.Reasoning;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>Reads what an Anthropic body says about thinking. Without a word there is none, as this dialect has it.</summary>
internal static class MessagesThinking
{
    private static readonly FieldRange s_budget = new("thinking.budget_tokens", 1, int.MaxValue, true, false) { IsRequired = true };

    /// <summary>
    /// "enabled" to a model that knows no thinking is no error: its budget is a limit, and some clients send it with every
    /// request.
    /// </summary>
    public static ThinkingRequest Read(MessagesRequest request, FieldReader fields)
    {
        var thinking = request.Thinking;
        var effort = ReadEffort(request.OutputConfig, fields);
        if (thinking.IsAbsent()) return new ThinkingRequest(false, Effort: effort);
        if (thinking.ValueKind != JsonValueKind.Object) fields.Fail("thinking", "must be an object.");
        switch (thinking.TypeName())
        {
            case "disabled": return new ThinkingRequest(false, Effort: effort);
            case "adaptive" or "between_tools": return new ThinkingRequest(true, Effort: effort);
            case "enabled": return new ThinkingRequest(true, ReadBudget(request, fields), effort);
            default:
                fields.Fail("thinking.type", "must be \"enabled\", \"adaptive\", \"between_tools\" or \"disabled\".");
                return ThinkingRequest.ModelsOwn;
        }
    }

    /// <summary>False if the thinking is to be left out of its blocks.</summary>
    public static bool IsShown(MessagesRequest request) => request.Thinking.ValueKind != JsonValueKind.Object || request.Thinking.TypeName("display") != "omitted";

    private static int? ReadBudget(MessagesRequest request, FieldReader fields)
    {
        var field = request.Thinking.TryGetProperty("budget_tokens", out var value) ? value.Deserialize(WireContext.Default.NumberField) : default;
        var budget = fields.Integer(field, s_budget);
        if (budget is not null && request.MaxTokens.Kind == NumberKind.Integer && budget >= request.MaxTokens.Integer)
            fields.Fail("thinking.budget_tokens", "must be less than max_tokens, which thinking and answer share.");
        return (int?)budget;
    }

    private static string? ReadEffort(JsonElement config, FieldReader fields)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.TryGetProperty("effort", out var effort) || effort.IsAbsent()) return null;
        switch (effort.TypeName())
        {
            case "low" or "medium" or "high": return effort.GetString();
            case "xhigh" or "max": return "high";
            default:
                fields.Fail("output_config.effort", "must be \"low\", \"medium\", \"high\", \"xhigh\" or \"max\".");
                return null;
        }
    }
}
