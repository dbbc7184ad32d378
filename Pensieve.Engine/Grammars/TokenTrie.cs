using System.Collections.Immutable;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Grammars;

/// <summary>
/// The texts of a vocabulary's tokens as a tree over bytes, laid out in the order of a walk: a subtree that a grammar
/// rules out is skipped with one jump. Immutable.
/// </summary>
internal sealed class TokenTrie
{
    private readonly byte[] _bytes;
    private readonly ushort[] _depths;
    private readonly int[] _ends;
    private readonly int[] _firstToken;
    private readonly int[] _endToken;
    private readonly int[] _tokens;
    private readonly int _maxDepth;

    /// <summary>Tokens without text are left out, but for control tokens whose spelling the request reads.</summary>
    public TokenTrie(TokenTable vocabulary, ImmutableArray<string> visible)
    {
        Vocabulary = vocabulary;
        Visible = visible;
        var sorted = new List<(byte[] Text, int Token)>(vocabulary.Count);
        for (var token = 0; token < vocabulary.Count; token++)
        {
            var text = TextOf(token);
            if (text.Length is > 0 and < ushort.MaxValue && !vocabulary.IsEnd(token)) sorted.Add((text.ToArray(), token));
        }

        sorted.Sort(static (a, b) => a.Text.AsSpan().SequenceCompareTo(b.Text) is var order && order != 0 ? order : a.Token.CompareTo(b.Token));
        var (bytes, depths, firstToken, endToken) = (new List<byte>(), new List<ushort>(), new List<int>(), new List<int>());
        var previous = Array.Empty<byte>();
        for (var i = 0; i < sorted.Count; i++)
        {
            var text = sorted[i].Text;
            for (var depth = text.AsSpan().CommonPrefixLength(previous); depth < text.Length; depth++)
            {
                bytes.Add(text[depth]);
                depths.Add((ushort)(depth + 1));
                firstToken.Add(i);
                endToken.Add(i);
            }

            // The node made last is this text's, and stays so for tokens of equal text.
            endToken[^1] = i + 1;
            previous = text;
            _maxDepth = Math.Max(_maxDepth, text.Length);
        }

        (_bytes, _depths, _tokens) = ([.. bytes], [.. depths], [.. sorted.Select(s => s.Token)]);
        (_firstToken, _endToken) = ([.. firstToken], [.. endToken]);
        _ends = LinkEnds();
    }

    /// <summary>The tokens.</summary>
    public TokenTable Vocabulary { get; }

    /// <summary>Control tokens that have text here.</summary>
    public ImmutableArray<string> Visible { get; }

    /// <summary>Words of a mask: one bit per token.</summary>
    public int MaskLength => (Vocabulary.Count + 63) / 64;

    /// <summary>The bytes that a token adds.</summary>
    public ReadOnlySpan<byte> TextOf(int token)
    {
        var text = Vocabulary.Piece(token);
        return text.IsEmpty && !Visible.IsDefaultOrEmpty ? Vocabulary.VisiblePiece(token, Visible) : text;
    }

    /// <summary>Sets the bits of all tokens whose text can follow.</summary>
    /// <returns>False if that took more than <paramref name="budget"/> steps of work; the mask is then incomplete.</returns>
    public bool Fill(ParseStates states, int state, Span<ulong> mask, long budget)
    {
        var limit = states.Work + budget;
        var path = new int[_maxDepth + 1];
        path[0] = state;
        for (var i = 0; i < _bytes.Length;)
        {
            var depth = _depths[i];
            var next = states.Next(path[depth - 1], _bytes[i]);
            if (next < 0)
            {
                if (next == ParseStates.TooComplex || states.Work > limit) return false;
                i = _ends[i];
                continue;
            }

            path[depth] = next;
            for (var t = _firstToken[i]; t < _endToken[i]; t++) mask[_tokens[t] >> 6] |= 1UL << (_tokens[t] & 63);
            i++;
        }

        return states.Work <= limit;
    }

    private int[] LinkEnds()
    {
        var ends = new int[_bytes.Length];
        var open = new Stack<int>();
        for (var i = 0; i < ends.Length; i++)
        {
            while (open.Count > 0 && _depths[open.Peek()] >= _depths[i]) ends[open.Pop()] = i;
            open.Push(i);
        }

        foreach (var node in open) ends[node] = ends.Length;
        return ends;
    }
}
