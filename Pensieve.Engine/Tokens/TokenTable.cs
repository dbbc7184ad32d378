using System.Collections.Immutable;
using System.Text;
using Pensieve.Engine.Native;

namespace Pensieve.Engine.Tokens;

/// <summary>The vocabulary as the decode loop needs it, read once at load: bytes of each token, and which ones end a generation.</summary>
internal sealed class TokenTable
{
    private readonly byte[] _bytes;
    private readonly int[] _offsets;
    private readonly bool[] _ends;
    private readonly IReadOnlyDictionary<int, string> _controls;

    /// <summary>
    /// A table from the bytes of each token (empty for control tokens), the ids that end a generation, and the spellings of
    /// the other control tokens.
    /// </summary>
    public TokenTable(IReadOnlyList<byte[]> pieces, IReadOnlyCollection<int> endTokens, IReadOnlyDictionary<int, string>? controls = null)
    {
        _controls = controls ?? ImmutableDictionary<int, string>.Empty;
        _offsets = new int[pieces.Count + 1];
        for (var i = 0; i < pieces.Count; i++) _offsets[i + 1] = _offsets[i] + pieces[i].Length;
        _bytes = new byte[_offsets[^1]];
        for (var i = 0; i < pieces.Count; i++) pieces[i].CopyTo(_bytes, _offsets[i]);
        _ends = new bool[pieces.Count];
        foreach (var token in endTokens) _ends[token] = true;
        EndTokens = [.. endTokens];
    }

    /// <summary>Tokens in the vocabulary.</summary>
    public int Count => _ends.Length;

    /// <summary>Ids that end a generation.</summary>
    public int[] EndTokens { get; }

    /// <summary>Reads a model's vocabulary.</summary>
    public static TokenTable From(NativeModel model)
    {
        var count = model.VocabularySize;
        var pieces = new byte[count][];
        var ends = new List<int>();
        var controls = new Dictionary<int, string>();
        for (var token = 0; token < count; token++)
        {
            pieces[token] = model.Piece(token, special: false);
            if (model.IsEndOfGeneration(token)) ends.Add(token);
            else if (pieces[token].Length == 0 && (model.Attributes(token) & TokenAttributes.Control) != 0) controls[token] = model.Spelling(token);
        }

        return new TokenTable(pieces, ends, controls);
    }

    /// <summary>The bytes a token adds to the text; not necessarily whole UTF-8.</summary>
    public ReadOnlySpan<byte> Piece(int token) => _bytes.AsSpan(_offsets[token], _offsets[token + 1] - _offsets[token]);

    /// <summary>The bytes of a token without text whose spelling the request wants to see; empty for any other.</summary>
    public ReadOnlySpan<byte> VisiblePiece(int token, ImmutableArray<string> visible) =>
        _controls.TryGetValue(token, out var spelling) && visible.Contains(spelling) ? Encoding.UTF8.GetBytes(spelling) : default;

    /// <summary>True if the token ends a generation.</summary>
    public bool IsEnd(int token) => _ends[token];
}
