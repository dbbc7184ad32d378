using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>S0: the harness against a mock server whose every delay is known.</summary>
public static class TruthSuite
{
    /// <summary>Its name.</summary>
    public const string Name = "truth";

    /// <summary>Its cases.</summary>
    public static IReadOnlyList<ICase> Cases { get; } =
    [
        new StreamTruth("openai-chat", "Chat completions", Dialect.OpenAIChat, "ttft=60; tpot=8; tokens=24; tail=20", smoke: true),
        new StreamTruth("openai-completions", "Completions", Dialect.OpenAICompletions, "ttft=40; tpot=5; tokens=30"),
        new StreamTruth("anthropic-messages", "Messages", Dialect.AnthropicMessages, "ttft=60; tpot=8; tokens=24; tail=20; cached=2", smoke: true),
        new StreamTruth("openai-responses", "Responses", Dialect.OpenAIResponses, "ttft=50; tpot=6; tokens=24"),
        new StreamTruth("bundled", "Bundled chunks", Dialect.OpenAIChat, "ttft=60; tpot=6; tokens=34; first=4; bundle=3"),
        new StreamTruth("reasoning", "Reasoning before text", Dialect.OpenAIChat, "ttft=50; tpot=10; tokens=20; reasoning=8; vendor=vllm"),
        new StreamTruth("llama-server", "llama-server's habits", Dialect.OpenAIChat, "ttft=50; tpot=8; tokens=20; vendor=llamaserver"),
        new StreamTruth("vllm", "vLLM's habits", Dialect.OpenAIChat, "ttft=50; tpot=8; tokens=20; vendor=vllm; cached=3"),
        new SplitFramesTruth(),
        new OutcomeTruth(),
        new OpenLoopTruth(),
        new ThroughputTruth(),
        new RegressionTruth(),
        new GeneratorTruth(),
    ];
}
