using System.Collections.Immutable;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Grammars;

/// <summary>
/// Grammars that this model has lately been constrained by, compiled; the least recently used one makes room. Compiles
/// on the caller's thread, at most one at a time. Thread-safe; what it returns belongs to the thread that samples.
/// </summary>
internal sealed class GrammarCache(TokenTable vocabulary)
{
    private const int MaxGrammars = 32;
    private const int MaxTries = 8;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Text, TokenGrammar Grammar)> _grammars = new();
    private readonly List<TokenTrie> _tries = [];

    /// <summary>The grammar over the vocabulary, or why there is none.</summary>
    /// <param name="text">GBNF.</param>
    /// <param name="visible">Control tokens that have text in this request.</param>
    public (TokenGrammar? Grammar, GrammarError? Error) Get(string text, ImmutableArray<string> visible)
    {
        lock (_lock)
        {
            var trie = TrieOf(visible.IsDefault ? [] : visible);
            for (var node = _grammars.First; node is not null; node = node.Next)
            {
                if (node.Value.Grammar.Trie != trie || node.Value.Text != text) continue;
                _grammars.Remove(node);
                _grammars.AddFirst(node);
                return (node.Value.Grammar, null);
            }

            var (program, error) = GrammarProgram.Compile(text, GrammarLimits.Generated);
            if (program is null) return (null, error);
            if (_grammars.Count == MaxGrammars) _grammars.RemoveLast();
            var grammar = new TokenGrammar(program, trie);
            _grammars.AddFirst((text, grammar));
            return (grammar, null);
        }
    }

    private TokenTrie TrieOf(ImmutableArray<string> visible)
    {
        var known = _tries.Find(t => t.Visible.AsSpan().SequenceEqual(visible.AsSpan()));
        if (known is not null) return known;
        if (_tries.Count == MaxTries) _tries.RemoveAt(0);
        var trie = new TokenTrie(vocabulary, visible);
        _tries.Add(trie);
        return trie;
    }
}
