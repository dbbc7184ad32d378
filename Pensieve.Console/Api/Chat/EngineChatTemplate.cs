using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Chat;

/// <summary>Adapter to the engine's template parser.</summary>
internal static class EngineChatTemplate
{
    /// <summary>Parses with the engine.</summary>
    public static ChatTemplateLookup Parse(string source, string bosToken, string eosToken)
    {
        var (template, error) = ChatTemplate.Parse(source, bosToken, eosToken);
        return new ChatTemplateLookup(
            template, error is null ? null : $"The chat template of this model cannot be rendered (line {error.Line}: {error.Message}); use /v1/completions with a prompt of your own.");
    }
}
