using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>S1: the contract. Shapes are gated; what the model makes of a prompt is only reported.</summary>
public static class IntegrationSuite
{
    /// <summary>Its cases.</summary>
    public static IReadOnlyList<ICase> Cases { get; } =
    [
        new ModelsAndErrors(),
        new EdgeChecks(),
        new KeyChecks(),
        new QuickAnswers(),
        new StreamContract("chat", "Chat completions", Dialect.OpenAIChat),
        new StreamContract("completions", "Completions", Dialect.OpenAICompletions),
        new StreamContract("messages", "Messages", Dialect.AnthropicMessages),
        new StreamContract("responses", "Responses", Dialect.OpenAIResponses),
        new UnicodeIntegrity(),
        new StopStrings(),
        new ToolCalls(),
        new ToolLoop(),
        new StructuredOutput(),
        new ExtremeValues(),
        new Fuzzing(),
        new TokenCounts(),
        new StreamToFile(),
        new ConnectionReuse(),
    ];
}
