using System.Text;
using Pensieve.Engine.Grammars;
using Pensieve.Engine.Tokens;

namespace Pensieve.Tests.Unit.Engine.Grammars;

/// <summary>Writes random text that a grammar allows, token by token, as a model without any knowledge would.</summary>
internal sealed class GrammarWalker
{
    private const int Patience = 150;
    private const int Limit = 4000;

    private readonly TokenTrie _trie;
    private readonly byte[][] _pieces;

    public GrammarWalker(Random random)
    {
        var pieces = Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).ToList();
        pieces.AddRange(new[] { "\":", "\",", "\"}", "{\"", "[{", "]}", "}}", ", ", "true", "null", "\\\"", "\\u00", "ü", "日本", "😀", "12", "0.", "a\"", "\"\n", "  ", "foo", "ab" }.Select(Encoding.UTF8.GetBytes));
        for (var i = 0; i < 200; i++) pieces.Add(Encoding.ASCII.GetBytes([(char)random.Next('!', '~'), (char)random.Next('!', '~')]));
        pieces.Add([]);
        _pieces = [.. pieces];
        _trie = new TokenTrie(new TokenTable(_pieces, [_pieces.Length - 1]), []);
    }

    /// <summary>A whole text, or null if none was found in reasonable time.</summary>
    public string? Write(string grammar, Random random)
    {
        var constraint = new TokenConstraint(new TokenGrammar(GrammarProgram.Compile(grammar, GrammarLimits.Generated).Program!, _trie));
        var text = new List<byte>();
        var logits = new float[_pieces.Length];
        for (var step = 0; step < Limit; step++)
        {
            if (constraint.IsFinished || (constraint.IsComplete && random.Next(3) == 0)) return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text.ToArray());
            logits.AsSpan().Clear();
            if (!constraint.Mask(logits)) throw new InvalidOperationException(constraint.Failure + " after " + Encoding.UTF8.GetString(text.ToArray()));
            var allowed = Enumerable.Range(0, logits.Length - 1).Where(t => logits[t] == 0).ToList();
            if (allowed.Count == 0) return null;

            // What begins nothing new comes first after a while, so that the text ends.
            var closing = allowed.FindAll(t => _pieces[t] is [(byte)'"' or (byte)'}' or (byte)']' or (byte)'n']);
            var from = closing.Count > 0 && (step > Patience || random.Next(4) == 0) ? closing : allowed;
            var token = from[random.Next(from.Count)];
            constraint.Accept(token);
            text.AddRange(_pieces[token]);
        }

        return null;
    }
}
