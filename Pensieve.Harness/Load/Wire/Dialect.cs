namespace Pensieve.Harness.Load.Wire;

/// <summary>A generation route and its wire shapes.</summary>
public enum Dialect
{
    /// <summary>POST /v1/chat/completions.</summary>
    OpenAIChat,

    /// <summary>POST /v1/completions.</summary>
    OpenAICompletions,

    /// <summary>POST /v1/messages.</summary>
    AnthropicMessages,

    /// <summary>POST /v1/responses.</summary>
    OpenAIResponses,
}
