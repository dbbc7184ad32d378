using System.Numerics;

namespace Pensieve.Engine.Grammars;

/// <summary>Where one generation is in its grammar. No allocation per token once the states are known.</summary>
internal sealed class TokenConstraint
{
    private readonly TokenGrammar _grammar;
    private ParseStates _states;
    private int _state;

    public TokenConstraint(TokenGrammar grammar)
    {
        _grammar = grammar;
        _states = grammar.States;
        _state = _states.Start;
    }

    /// <summary>Why the grammar cannot be followed any further; null = it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>The output may end here.</summary>
    public bool IsComplete => _states.Accepts(_state);

    /// <summary>The output is complete, and nothing may follow.</summary>
    public bool IsFinished => _states.IsFinal(_state);

    /// <summary>True if the token may come next.</summary>
    public bool Allows(int token)
    {
        if (_grammar.Trie.Vocabulary.IsEnd(token)) return IsComplete;
        return After(token) >= 0;
    }

    /// <summary>Goes on by a token that ends nothing. One that is not allowed, which only a thinking budget puts in, is passed over.</summary>
    public void Accept(int token)
    {
        var next = After(token);
        if (next >= 0) _state = next;
        _grammar.Tidy();
        Migrate();
    }

    /// <summary>Sets the logits of all other tokens to negative infinity.</summary>
    /// <returns>False if that is not possible; <see cref="Failure"/> says why.</returns>
    public bool Mask(Span<float> logits)
    {
        Migrate();
        var mask = _grammar.MaskOf(_state);
        Failure = mask is null ? "The grammar is too ambiguous here to be followed: make it simpler."
            : mask.AsSpan().IndexOfAnyExcept(0UL) < 0 ? "The grammar allows text here that no token of this model can begin." : null;
        if (Failure is not null) return false;
        Apply(mask!, logits);
        return true;
    }

    private void Migrate()
    {
        if (_states == _grammar.States) return;
        _state = _grammar.States.Adopt(_states, _state);
        _states = _grammar.States;
    }

    private int After(int token)
    {
        var text = _grammar.Trie.TextOf(token);
        if (text.IsEmpty) return ParseStates.Dead;
        var state = _state;
        foreach (var value in text)
        {
            state = _states.Next(state, value);
            if (state < 0) return state;
        }

        return state;
    }

    private static void Apply(ulong[] mask, Span<float> logits)
    {
        for (var word = 0; word < mask.Length; word++)
        {
            var span = logits.Slice(word * 64, Math.Min(64, logits.Length - word * 64));
            switch (mask[word])
            {
                case ulong.MaxValue: break;
                case 0: span.Fill(float.NegativeInfinity); break;
                default:
                    for (var excluded = ~mask[word]; excluded != 0; excluded &= excluded - 1)
                    {
                        var bit = BitOperations.TrailingZeroCount(excluded);
                        if (bit >= span.Length) break;
                        span[bit] = float.NegativeInfinity;
                    }

                    break;
            }
        }
    }
}
