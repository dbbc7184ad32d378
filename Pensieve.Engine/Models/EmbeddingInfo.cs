namespace Pensieve.Engine.Models;

/// <summary>What a loaded model's vectors are.</summary>
/// <param name="Size">Numbers per vector.</param>
/// <param name="Pooling">How tokens become one vector.</param>
/// <param name="MaxTokens">Most tokens of one input.</param>
/// <param name="IsTrainedFor">
/// The file says how to pool: the model was made for it. Else the vectors are the pooled hidden states of a model that was
/// made to generate text, which say less about likeness.
/// </param>
public sealed record EmbeddingInfo(int Size, Pooling Pooling, int MaxTokens, bool IsTrainedFor);
