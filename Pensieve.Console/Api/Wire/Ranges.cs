namespace Pensieve.Console.Api.Wire;

/// <summary>
/// The one table of numeric request fields. Engine code relies on it: nothing behind the edge checks these again.
/// OpenAI's types allow null for every optional number, Anthropic's for none.
/// </summary>
internal static class Ranges
{
    /// <summary>Most choices of one OpenAI request, over all its prompts.</summary>
    public const int MaxChoices = 128;

    /// <summary>POST /v1/messages.</summary>
    public static class Messages
    {
        /// <summary>0 evaluates the prompt only, which fills the cache.</summary>
        public static FieldRange MaxTokens { get; } = new("max_tokens", 0, int.MaxValue, true, false) { IsRequired = true };

        /// <summary>Sampling; this dialect ends at temperature 1.</summary>
        public static SamplingRanges Sampling { get; } = new(maxTemperature: 1, nullMeansAbsent: false);

        /// <summary>Every numeric field.</summary>
        public static IReadOnlyList<FieldRange> All { get; } = [MaxTokens, .. Sampling.All];
    }

    /// <summary>POST /v1/chat/completions.</summary>
    public static class Chat
    {
        /// <summary>Older name of <see cref="MaxCompletionTokens"/>.</summary>
        public static FieldRange MaxTokens { get; } = Integer("max_tokens", 1, int.MaxValue);

        /// <summary>Most tokens to generate.</summary>
        public static FieldRange MaxCompletionTokens { get; } = Integer("max_completion_tokens", 1, int.MaxValue);

        /// <summary>Alternatives per token.</summary>
        public static FieldRange TopLogProbs { get; } = Integer("top_logprobs", 0, 20);

        /// <summary>Most tokens of thinking; 0 = none.</summary>
        public static FieldRange ThinkingBudget { get; } = Integer("thinking_budget_tokens", 0, int.MaxValue);

        /// <summary>Every numeric field.</summary>
        public static IReadOnlyList<FieldRange> All { get; } = [MaxTokens, MaxCompletionTokens, TopLogProbs, ThinkingBudget, .. OpenAI.All];
    }

    /// <summary>POST /v1/responses.</summary>
    public static class Responses
    {
        /// <summary>Most tokens to generate.</summary>
        public static FieldRange MaxOutputTokens { get; } = Integer("max_output_tokens", 1, int.MaxValue);

        /// <summary>Alternatives per token.</summary>
        public static FieldRange TopLogProbs { get; } = Integer("top_logprobs", 0, 20);

        /// <summary>Every numeric field.</summary>
        public static IReadOnlyList<FieldRange> All { get; } = [MaxOutputTokens, TopLogProbs, .. OpenAI.Sampling.All];
    }

    /// <summary>POST /v1/embeddings.</summary>
    public static class Embeddings
    {
        /// <summary>Most inputs of one request.</summary>
        public const int MaxInputs = 2048;

        /// <summary>Numbers per vector, if fewer than the model's.</summary>
        public static FieldRange Dimensions { get; } = Integer("dimensions", 1, 1 << 20);
    }

    /// <summary>POST /v1/completions.</summary>
    public static class Completions
    {
        /// <summary>0 with echo returns the prompt alone.</summary>
        public static FieldRange MaxTokens { get; } = Integer("max_tokens", 0, int.MaxValue);

        /// <summary>Alternatives per token.</summary>
        public static FieldRange LogProbs { get; } = Integer("logprobs", 0, 20);

        /// <summary>Accepted if equal to n.</summary>
        public static FieldRange BestOf { get; } = Integer("best_of", 1, MaxChoices);

        /// <summary>Every numeric field.</summary>
        public static IReadOnlyList<FieldRange> All { get; } = [MaxTokens, LogProbs, BestOf, .. OpenAI.All];
    }

    /// <summary>Fields that OpenAI's routes share.</summary>
    public static class OpenAI
    {
        /// <summary>Choices per prompt.</summary>
        public static FieldRange N { get; } = Integer("n", 1, MaxChoices);

        /// <summary>Sampling.</summary>
        public static SamplingRanges Sampling { get; } = new(maxTemperature: 2, nullMeansAbsent: true);

        /// <summary>Every numeric field.</summary>
        public static IReadOnlyList<FieldRange> All { get; } = [N, .. Sampling.All];

        /// <summary>Each value of logit_bias.</summary>
        public static FieldRange LogitBias { get; } = new("logit_bias", -100, 100, false, false) { IsRequired = true };
    }

    private static FieldRange Integer(string name, decimal min, decimal max) => new(name, min, max, true, true);
}
