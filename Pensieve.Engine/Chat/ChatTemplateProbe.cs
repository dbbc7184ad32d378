using System.Collections.Immutable;
using Pensieve.Engine.Chat.Jinja;

namespace Pensieve.Engine.Chat;

/// <summary>Finds out what a template wants and can do by rendering conversations of made-up words and looking where the words went.</summary>
internal sealed class ChatTemplateProbe(ChatTemplate template, ChatMessageShape shape)
{
    private static readonly string[] s_reasoningFields = ["reasoning_content", "thinking", "reasoning"];

    private bool _usedClock;

    /// <summary>How the template wants its messages; the default where it makes no difference.</summary>
    public static ChatMessageShape FindShape(ChatTemplate template)
    {
        var shape = ChatMessageShape.Default;
        ChatMessage[] one = [ProbeWords.User1];
        var omitting = shape with { OmitsAbsentLists = true };
        if (new ChatTemplateProbe(template, shape).Text(one) is null && new ChatTemplateProbe(template, omitting).Text(one) is not null) shape = omitting;
        if (!new ChatTemplateProbe(template, shape).Shows(one, ProbeWords.User1.Content))
        {
            var parts = shape with { ContentAsParts = true };
            if (new ChatTemplateProbe(template, parts).Shows(one, ProbeWords.User1.Content)) shape = parts;
        }
        var asObject = new ChatTemplateProbe(template, shape).ScoreArguments();
        var asText = new ChatTemplateProbe(template, shape with { ArgumentsAsText = true }).ScoreArguments();
        if (asText > asObject) shape = shape with { ArgumentsAsText = true };
        var field = Array.Find(s_reasoningFields, name => new ChatTemplateProbe(template, shape with { ReasoningField = name }).ShowsReasoning());
        return field is null ? shape : shape with { ReasoningField = field };
    }

    public static ChatTemplateTraits FindTraits(ChatTemplate template) => new ChatTemplateProbe(template, template.Shape).Traits();

    private ChatTemplateTraits Traits()
    {
        var showsReasoning = ShowsReasoning();
        return new ChatTemplateTraits
        {
            SupportsSystem = Shows([ProbeWords.System, ProbeWords.User1], ProbeWords.System.Content),
            SupportsInlineSystem = IsInOrder(
                [ProbeWords.User1, ProbeWords.Assistant1, ProbeWords.System, ProbeWords.User2],
                ProbeWords.Assistant1.Content, ProbeWords.System.Content, ProbeWords.User2.Content),
            SupportsTools = Text([ProbeWords.User1], withTools: true)?.Contains(ProbeWords.ToolName, StringComparison.Ordinal) == true,
            SupportsToolCalls = ProbeWords.ToolTurns.Any(turn => Shows(turn, ProbeWords.ArgumentValue, withTools: true)),
            SupportsParallelToolCalls = ProbeWords.ParallelToolTurns.Any(turn =>
                Shows(turn, ProbeWords.ArgumentValue, withTools: true) && Shows(turn, ProbeWords.SecondArgumentValue, withTools: true)),
            SupportsToolResults = ProbeWords.ToolTurns.Any(turn => Shows(turn, ProbeWords.ToolResult, withTools: true)),
            SupportsReasoning = showsReasoning,
            ReasoningField = showsReasoning ? shape.ReasoningField : null,
            ArgumentsAsText = shape.ArgumentsAsText,
            ContentAsParts = shape.ContentAsParts,
            WritesBos = template.BosToken.Length > 0 && StartsWithBos(),
            IsAppendOnly = IsAppendOnly(withTools: false) && IsAppendOnly(withTools: true),
            RequiresAlternatingRoles = Text([ProbeWords.User1]) is not null && Text([ProbeWords.User1, ProbeWords.User2]) is null,
            ThinkingSwitch = template.Mentions("enable_thinking") ? "enable_thinking" : template.Mentions("thinking") ? "thinking" : null,
            KnowsEffort = template.Mentions("reasoning_effort"),
            DependsOnDate = _usedClock,
        };
    }

    private bool ShowsReasoning() =>
        Shows([ProbeWords.User1, ProbeWords.Thinking], ProbeWords.Reasoning) ||
        ProbeWords.ToolTurns.Any(turn => Shows(turn, ProbeWords.Reasoning, withTools: true));

    /// <summary>0: no calls at all; 1: a call without its arguments; 2: arguments in Python's spelling or escaped twice; 3: as they should be.</summary>
    private int ScoreArguments()
    {
        var best = 0;
        foreach (var turn in ProbeWords.ToolTurns)
        {
            if (Text(turn, withTools: true) is not { } text) continue;
            var score = !text.Contains(ProbeWords.ArgumentValue, StringComparison.Ordinal) ? 1
                : text.Contains($"'{ProbeWords.ArgumentName}'", StringComparison.Ordinal) ? 2
                : text.Contains($"\\\"{ProbeWords.ArgumentName}", StringComparison.Ordinal) ? 2
                : 3;
            best = Math.Max(best, score);
        }
        return best;
    }

    /// <summary>The prompt of each user turn starts with the prompt of the one before it.</summary>
    private bool IsAppendOnly(bool withTools)
    {
        ImmutableArray<ChatMessage> turns =
            [ProbeWords.User1, ProbeWords.Assistant1, ProbeWords.User2, ProbeWords.Assistant2, ProbeWords.User3];
        var previous = "";
        for (var count = 1; count <= turns.Length; count += 2)
        {
            if (Text(turns.AsSpan()[..count].ToArray(), withTools) is not { } text) continue;
            if (!text.StartsWith(previous, StringComparison.Ordinal)) return false;
            previous = text;
        }
        return true;
    }

    private bool StartsWithBos() => Text([ProbeWords.User1])?.StartsWith(template.BosToken, StringComparison.Ordinal) == true;

    private bool IsInOrder(ChatMessage[] messages, params ReadOnlySpan<string> words)
    {
        if (Text(messages) is not { } text) return false;
        var at = 0;
        foreach (var word in words)
        {
            at = text.IndexOf(word, at, StringComparison.Ordinal);
            if (at < 0) return false;
        }
        return true;
    }

    private bool Shows(ChatMessage[] messages, string word, bool withTools = false) =>
        Text(messages, withTools)?.Contains(word, StringComparison.Ordinal) == true;

    private string? Text(ChatMessage[] messages, bool withTools = false)
    {
        var prompt = new ChatPrompt { Messages = [.. messages], Tools = withTools ? [ProbeWords.Tool] : [] };
        JinjaOutcome outcome = template.Run(prompt, shape);
        _usedClock |= outcome.UsedClock;
        return outcome.Text?.ToValue().Text;
    }
}
