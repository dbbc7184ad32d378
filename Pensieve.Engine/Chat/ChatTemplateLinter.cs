using System.Collections.Immutable;

namespace Pensieve.Engine.Chat;

/// <summary>How much a finding matters.</summary>
public enum ChatTemplateSeverity
{
    /// <summary>A property to know of.</summary>
    Note,

    /// <summary>Costs speed or quality, or refuses conversations that clients do send.</summary>
    Warning,
}

/// <summary>Something an operator should know about a chat template.</summary>
/// <param name="Code">Stable name in kebab-case.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">One sentence.</param>
public sealed record ChatTemplateFinding(string Code, ChatTemplateSeverity Severity, string Message);

/// <summary>Reports what a template lacks or does at a cost.</summary>
public static class ChatTemplateLinter
{
    /// <summary>Findings of a template as it stands in a file; one that cannot be read is a finding itself. None without a template.</summary>
    public static ImmutableArray<ChatTemplateFinding> Lint(string? source, string bosToken, string eosToken)
    {
        if (string.IsNullOrWhiteSpace(source)) return [];
        var (template, error) = ChatTemplate.Parse(source, bosToken, eosToken);
        return template is not null ? Lint(template.Traits) : [new ChatTemplateFinding("unreadable", ChatTemplateSeverity.Warning, error!.ToString())];
    }

    /// <summary>Findings in a fixed order; empty for a template without oddities.</summary>
    public static ImmutableArray<ChatTemplateFinding> Lint(ChatTemplateTraits traits)
    {
        var findings = ImmutableArray.CreateBuilder<ChatTemplateFinding>();
        Warn(!traits.SupportsSystem, "no-system", "System messages do not appear in the prompt.");
        Warn(!traits.SupportsInlineSystem, "no-inline-system",
            "A system message that is not the first is refused, dropped or moved: mid-conversation instructions cannot stay where they are.");
        Warn(!traits.SupportsTools, "no-tools", "Offered tools do not appear in the prompt.");
        Warn(traits.SupportsTools && !traits.SupportsToolCalls, "no-tool-calls", "Calls that the model made earlier do not appear in the prompt.");
        Warn(traits.SupportsTools && !traits.SupportsToolResults, "no-tool-results", "Results of tools do not appear in the prompt.");
        Warn(traits.SupportsToolCalls && !traits.SupportsParallelToolCalls, "no-parallel-tool-calls", "Several calls in one message are refused or dropped.");
        Note(traits.WritesBos, "writes-bos", "The template writes BOS itself; with a tokenizer that adds one there would be two.");
        Warn(!traits.IsAppendOnly, "not-append-only", "Later turns change earlier parts of the prompt, so that cached prefixes are lost.");
        Warn(traits.DependsOnDate, "depends-on-date", "The prompt holds the date, so that cached prefixes are lost when it changes.");
        Warn(traits.RequiresAlternatingRoles, "requires-alternation", "Two user messages in a row are refused.");
        Note(traits.SupportsReasoning, "supports-reasoning", $"Thinking of earlier messages is passed on as {traits.ReasoningField}.");
        Note(traits.ArgumentsAsText, "arguments-as-text", "Arguments of calls are passed on as JSON text.");
        Note(traits.ContentAsParts, "content-as-parts", "Message text is passed on as a list of parts.");
        return findings.DrainToImmutable();

        void Warn(bool holds, string code, string message) => Add(holds, code, ChatTemplateSeverity.Warning, message);

        void Note(bool holds, string code, string message) => Add(holds, code, ChatTemplateSeverity.Note, message);

        void Add(bool holds, string code, ChatTemplateSeverity severity, string message)
        {
            if (holds) findings.Add(new ChatTemplateFinding(code, severity, message));
        }
    }
}
