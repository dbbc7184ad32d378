namespace Pensieve.Engine.Requests;

/// <summary>A token with its log-probability.</summary>
/// <param name="Token">Token id.</param>
/// <param name="Bytes">The token's bytes, which need not be valid UTF-8 by themselves.</param>
/// <param name="LogProb">Natural logarithm of its probability before temperature and filters; ≤ 0.</param>
public readonly record struct TokenLogProb(int Token, ReadOnlyMemory<byte> Bytes, float LogProb);

/// <summary>A sampled token, its log-probability, and the best alternatives in falling order.</summary>
public sealed record TokenLogProbs(TokenLogProb Chosen, IReadOnlyList<TokenLogProb> Top);

/// <summary>
/// Output that became deliverable: whole UTF-8 characters, nothing of a stop string. It may be empty (tokens were
/// sampled, their text is held back) and may stand for several tokens if the reader was behind.
/// </summary>
/// <param name="Utf8">Text; valid until the next read of the same <see cref="Generation"/>.</param>
/// <param name="Tokens">Tokens that this chunk accounts for.</param>
/// <param name="LogProbs">One per token whose text is delivered, if asked for; else null.</param>
public readonly record struct GenerationChunk(ReadOnlyMemory<byte> Utf8, int Tokens, IReadOnlyList<TokenLogProbs>? LogProbs);
