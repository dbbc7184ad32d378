using Pensieve.Engine.Native;

namespace Pensieve.Engine.Tokens;

/// <summary>The vocabulary as the decode loop needs it, read once at load: bytes of each token, and which ones end a generation.</summary>
internal sealed class TokenTable
{
    private readonly byte[] _bytes;
    private readonly int[] _offsets;
    private readonly bool[] _ends;

    /// <summary>A table from the bytes of each token (empty for control tokens) and the ids that end a generation.</summary>
    public TokenTable(IReadOnlyList<byte[]> pieces, IReadOnlyCollection<int> endTokens)
    {
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
        for (var token = 0; token < count; token++)
        {
            pieces[token] = model.Piece(token, special: false);
            if (model.IsEndOfGeneration(token)) ends.Add(token);
        }

        return new TokenTable(pieces, ends);
    }

    /// <summary>The bytes a token adds to the text; not necessarily whole UTF-8.</summary>
    public ReadOnlySpan<byte> Piece(int token) => _bytes.AsSpan(_offsets[token], _offsets[token + 1] - _offsets[token]);

    /// <summary>True if the token ends a generation.</summary>
    public bool IsEnd(int token) => _ends[token];
}
