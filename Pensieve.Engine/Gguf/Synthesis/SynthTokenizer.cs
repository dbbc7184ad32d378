using System.Text;

namespace Pensieve.Engine.Gguf.Synthesis;

/// <summary>
/// A byte-level BPE vocabulary of any size, made without a corpus: the 256 bytes, then merges of letters into syllables and
/// words ranked by how often English letters occur, then the ChatML control tokens and, on request, those for filling in. Every byte string can be tokenized and
/// comes back unchanged. The same size gives the same vocabulary.
/// </summary>
public sealed class SynthTokenizer
{
    /// <summary>llama.cpp's pre-tokenizer for it: splits like Qwen 2 and alters no spaces on the way back.</summary>
    public const string PreTokenizer = "qwen2";

    private static readonly string[] s_chatTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
    private static readonly string[] s_fillInTokens = ["<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"];

    // Per cent of English letters a to z (public frequency tables, rounded); only the order of the merges hangs on them.
    private static readonly double[] s_letters =
    [
        8.2, 1.5, 2.8, 4.3, 12.7, 2.2, 2.0, 6.1, 7.0, 0.15, 0.77, 4.0, 2.4, 6.7, 7.5, 1.9, 0.095, 6.0, 6.3, 9.1, 2.8, 0.98, 2.4, 0.15, 2.0, 0.074,
    ];

    private SynthTokenizer(string[] tokens, string[] merges, int controls)
    {
        EndOfText = tokens.Length - controls;
        Tokens = tokens;
        Merges = merges;
    }

    /// <summary>Token texts by id, in GPT-2's printable spelling of bytes.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Merges, most wanted first: "left right".</summary>
    public IReadOnlyList<string> Merges { get; }

    /// <summary>Id of &lt;|endoftext|&gt;.</summary>
    public int EndOfText { get; }

    /// <summary>Id of &lt;|im_start|&gt;.</summary>
    public int TurnStart => EndOfText + 1;

    /// <summary>Id of &lt;|im_end|&gt;, which ends a turn.</summary>
    public int TurnEnd => EndOfText + 2;

    /// <summary>Token types as llama.cpp numbers them: 1 = normal, 3 = control.</summary>
    public int[] Types() => [.. Tokens.Select((_, id) => id < EndOfText ? 1 : 3)];

    /// <summary>Makes the vocabulary of <paramref name="size"/> tokens, 512 to 262,144.</summary>
    public static SynthTokenizer Create(int size, bool fillsIn = false)
    {
        string[] controls = fillsIn ? [.. s_chatTokens, .. s_fillInTokens] : s_chatTokens;
        var wanted = size - 256 - controls.Length;
        var tokens = new List<string>(size);
        for (var value = 0; value < 256; value++)
        {
            tokens.Add(Printable((byte)value).ToString());
        }

        var merges = new List<string>(wanted);
        foreach (var (left, right) in RankedPairs(wanted))
        {
            tokens.Add(left + right);
            merges.Add(left + " " + right);
        }

        tokens.AddRange(controls);
        return new SynthTokenizer([.. tokens], [.. merges], controls.Length);
    }

    /// <summary>GPT-2's printable stand-in for a byte: itself where it prints, else 256 and up in byte order.</summary>
    public static char Printable(byte value) => value switch
    {
        >= 0x21 and <= 0x7E or >= 0xA1 and <= 0xAC or >= 0xAE => (char)value,
        <= 0x20 => (char)(256 + value),
        <= 0xA0 => (char)(256 + 33 + (value - 0x7F)),
        _ => (char)(256 + 67),
    };

    /// <summary>Merges in rank order; both sides of each are bytes or the result of an earlier one.</summary>
    private static List<(string Left, string Right)> RankedPairs(int count)
    {
        var atoms = Atoms();
        var made = new HashSet<string>(atoms.Select(a => a.Text), StringComparer.Ordinal);
        var pool = atoms;
        var ranked = new List<(Piece Piece, string Left, string Right)>();

        // Each round joins the likeliest pieces so far; their pool grows until it can supply the count.
        for (var round = 0; ranked.Count < count; round++)
        {
            var width = Math.Max(64, (int)Math.Sqrt(count) * (round + 1));
            var likeliest = pool.OrderByDescending(p => p.Score).ThenBy(p => p.Text, StringComparer.Ordinal).Take(width).ToArray();
            foreach (var left in likeliest)
            {
                foreach (var right in likeliest)
                {
                    if (Join(left, right) is { } joined && made.Add(joined.Text))
                    {
                        ranked.Add((joined, left.Text, right.Text));
                    }
                }
            }

            pool = [.. atoms, .. ranked.Select(r => r.Piece)];
        }

        // A joined piece always scores below both its sides, so this order never uses a piece before it is made.
        return
        [
            .. ranked.OrderByDescending(r => r.Piece.Score).ThenBy(r => r.Piece.Text, StringComparer.Ordinal)
                .Take(count).Select(r => (r.Left, r.Right)),
        ];
    }

    private static List<Piece> Atoms()
    {
        List<Piece> atoms = [new(Printable((byte)' ').ToString(), 0.18, Starts: true, IsSpace: true)];
        for (var i = 0; i < 26; i++)
        {
            atoms.Add(new(((char)('a' + i)).ToString(), s_letters[i] / 120, Starts: false, IsSpace: false));
            atoms.Add(new(((char)('A' + i)).ToString(), s_letters[i] / 4000, Starts: true, IsSpace: false));
        }

        return atoms;
    }

    private static Piece? Join(Piece left, Piece right)
    {
        // A space or a capital only begins a word; the pre-tokenizer would never let such a merge apply elsewhere.
        var capitalised = left.IsSpace && right.Starts && !right.IsSpace;
        if (right.IsSpace || (right.Starts && !capitalised) || left.Text.Length + right.Text.Length > 14)
        {
            return null;
        }

        var (last, first) = (left.Text[^1], right.Text[0]);
        var fit = left.IsSpace ? 0.9
            : last == first ? 0.03
            : IsVowel(last) != IsVowel(first) ? 0.95
            : IsVowel(last) ? 0.12 : 0.2;
        return new Piece(left.Text + right.Text, left.Score * right.Score * fit, left.Starts, IsSpace: false);
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'A' or 'E' or 'I' or 'O' or 'U' or 'Y';

    private sealed record Piece(string Text, double Score, bool Starts, bool IsSpace);
}
