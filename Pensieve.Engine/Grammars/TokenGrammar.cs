namespace Pensieve.Engine.Grammars;

/// <summary>
/// A grammar over one vocabulary: its states, and per state which tokens may follow. Shared by all requests with the
/// grammar, on the thread that samples.
/// </summary>
internal sealed class TokenGrammar(GrammarProgram program, TokenTrie trie)
{
    /// <summary>Work that one mask may take; see docs/constants.md.</summary>
    public const long MaskBudget = 1_000_000;

    // All masks of a grammar together.
    private const int MaxMaskBytes = 16 << 20;

    private readonly Dictionary<int, ulong[]> _masks = [];
    private readonly Stack<ulong[]> _spare = new();

    /// <summary>The vocabulary's texts.</summary>
    public TokenTrie Trie => trie;

    /// <summary>States in use.</summary>
    public ParseStates States { get; private set; } = new(program);

    /// <summary>Makes room if too much is remembered; a state of the old ones goes on by <see cref="ParseStates.Adopt"/>.</summary>
    public void Tidy()
    {
        if (!States.IsFull) return;
        States = new ParseStates(program);
        Forget();
    }

    /// <summary>One bit per token that may follow; null = finding out takes too much work.</summary>
    public ulong[]? MaskOf(int state)
    {
        if (_masks.TryGetValue(state, out var mask)) return mask;
        if ((_masks.Count + 1) * trie.MaskLength * sizeof(ulong) > MaxMaskBytes) Forget();
        if (_spare.TryPop(out mask)) Array.Clear(mask);
        else mask = new ulong[trie.MaskLength];
        if (!trie.Fill(States, state, mask, MaskBudget))
        {
            _spare.Push(mask);
            return null;
        }

        if (States.Accepts(state))
            foreach (var end in trie.Vocabulary.EndTokens) mask[end >> 6] |= 1UL << (end & 63);
        return _masks[state] = mask;
    }

    private void Forget()
    {
        foreach (var mask in _masks.Values) _spare.Push(mask);
        _masks.Clear();
    }
}
