using Pensieve.Console.Api.Reasoning;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Console.Api.Chat;

/// <summary>Adapter to the engine's template parser.</summary>
internal static class EngineChatTemplate
{
    /// <summary>Parses with the engine.</summary>
    public static ChatTemplateLookup Parse(string source, string bosToken, string eosToken)
    {
        var (template, error) = ChatTemplate.Parse(source, bosToken, eosToken);
        if (template is null)
            return new ChatTemplateLookup(null, $"The chat template of this model cannot be rendered (line {error!.Line}: {error.Message}); use /v1/completions with a prompt of your own.");
        var traits = template.Traits;
        return new ChatTemplateLookup(template, null, new TemplateTools(
            ToolCallFormat.Detect(source), traits.SupportsTools, traits.SupportsToolCalls, traits.SupportsParallelToolCalls, traits.SupportsToolResults), new TemplateThinking(ReasoningFormat.Detect(source), traits.ThinkingSwitch, traits.KnowsEffort));
    }
}
