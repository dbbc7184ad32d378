namespace Pensieve.Harness.Scenarios.Oracles;

/// <summary>How an answer under load relates to what its prompt is answered with alone.</summary>
public enum AnswerKind
{
    /// <summary>The same text.</summary>
    Exact,

    /// <summary>The same up to where the model ends of itself, and another text in what it was made to say after that.</summary>
    Beyond,

    /// <summary>Its beginning only.</summary>
    Cut,

    /// <summary>A piece in the middle is missing.</summary>
    Lost,

    /// <summary>A piece comes twice, or one too many.</summary>
    Duplicated,

    /// <summary>It holds the nonce or a long piece of another request's answer.</summary>
    CrossTalk,

    /// <summary>Another text with no such sign; a near-tie between two tokens may do that where batches change the arithmetic.</summary>
    Diverged,
}
