using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pensieve.Engine.Grammars;
using Pensieve.Engine.Tokens;
using Xunit;

namespace Pensieve.Tests.Unit.Engine.Grammars;

public sealed class GrammarPropertyTests
{
    private const string Alphabet = "abä";

    [Fact]
    public void Matches_RandomGrammars_AgreesWithBacktracking()
    {
        var random = new Random(7);
        var (agreed, matched) = (0, 0);
        for (var round = 0; round < 200; round++)
        {
            var text = string.Join('\n', Enumerable.Range(0, 3).Select(i => $"{(i == 0 ? "root" : "r" + i.ToString(CultureInfo.InvariantCulture))} ::= {Expression(random, i, 2)}"));
            if (GrammarProgram.Compile(text, GrammarLimits.Client).Program is not { } program) continue;
            var rules = GbnfParser.Parse(text, 128);
            foreach (var word in Words(4))
            {
                var expected = Ends(rules["root"], word, 0, rules).Contains(word.Length);
                Assert.True(expected == GrammarProgramTests.Matches(program, word), $"{text}\n on '{word}'");
                agreed++;
                if (expected) matched++;
            }
        }

        Assert.InRange(matched, agreed / 50, agreed - agreed / 50);
    }

    [Fact]
    public void Fill_RandomStates_AllowsExactlyTheTokensThatCanFollow()
    {
        var random = new Random(8);
        var pieces = Words(3).Where(w => w.Length > 0).Append("a").Select(Encoding.UTF8.GetBytes).Append([0xC3]).Append([0xA4]).Append([]).ToList();
        var vocabulary = new TokenTable(pieces, [pieces.Count - 1]);
        var trie = new TokenTrie(vocabulary, []);
        for (var round = 0; round < 100; round++)
        {
            if (GrammarProgram.Compile("root ::= " + Expression(random, 3, 4), GrammarLimits.Client).Program is not { } program) continue;
            var grammar = new TokenGrammar(program, trie);
            var constraint = new TokenConstraint(grammar);
            for (var step = 0; step < 6 && !constraint.IsFinished; step++)
            {
                var logits = new float[vocabulary.Count];
                if (!constraint.Mask(logits))
                {
                    // Half a character whose other half is no token.
                    Assert.DoesNotContain(Enumerable.Range(0, logits.Length), constraint.Allows);
                    break;
                }

                for (var token = 0; token < logits.Length; token++) Assert.Equal(constraint.Allows(token), logits[token] == 0);
                var allowed = Enumerable.Range(0, pieces.Count - 1).Where(t => logits[t] == 0).ToList();
                if (allowed.Count == 0) break;
                constraint.Accept(allowed[random.Next(allowed.Count)]);
            }
        }
    }

    // Rules refer to later ones only: recursion is tested by hand.
    private static string Expression(Random random, int rule, int depth)
    {
        if (depth == 0)
        {
            return random.Next(5) switch
            {
                0 => "\"" + Alphabet[random.Next(3)] + Alphabet[random.Next(3)] + "\"",
                1 => "[^" + Alphabet[random.Next(3)] + "]",
                2 when rule < 2 => "r" + (rule + 1).ToString(CultureInfo.InvariantCulture),
                3 => "\"\"",
                _ => "\"" + Alphabet[random.Next(3)] + "\"",
            };
        }

        var first = Expression(random, rule, depth - 1);
        return random.Next(8) switch
        {
            0 => $"({first})*",
            1 => $"({first})?",
            2 => $"({first}){{{random.Next(3)},{random.Next(3, 5)}}}",
            3 => $"({first})+",
            4 => $"({first} | {Expression(random, rule, depth - 1)})",
            5 => $"({first}){{{random.Next(3)},}}",
            _ => $"({first} {Expression(random, rule, depth - 1)})",
        };
    }

    private static IEnumerable<string> Words(int length) => length == 0 ? [""] : Words(length - 1).SelectMany(w => w.Length < length - 1 ? [w] : Alphabet.Select(c => w + c).Prepend(w));

    // Where a match that begins at `at` can end.
    private static ImmutableHashSet<int> Ends(GrammarExpression expression, string word, int at, IReadOnlyDictionary<string, GrammarExpression> rules)
    {
        switch (expression)
        {
            case GrammarExpression.Literal l: return word.AsSpan(at).StartsWith(l.Text, StringComparison.Ordinal) ? [at + l.Text.Length] : [];
            case GrammarExpression.CharacterClass c:
                return at < word.Length && c.Ranges.Any(r => word[at] >= r.First && word[at] <= r.Last) != c.IsNegated ? [at + 1] : [];
            case GrammarExpression.Reference r: return Ends(rules[r.Rule], word, at, rules);
            case GrammarExpression.Choice c: return [.. c.Items.SelectMany(i => Ends(i, word, at, rules))];
            case GrammarExpression.Sequence s:
                return s.Items.Aggregate(ImmutableHashSet.Create(at), (from, item) => [.. from.SelectMany(f => Ends(item, word, f, rules))]);
            case GrammarExpression.Repeat r:
                var (now, found) = (ImmutableHashSet.Create(at), r.Min == 0 ? ImmutableHashSet.Create(at) : []);
                for (var round = 1; round <= (r.Max < 0 ? r.Min + word.Length + 1 : r.Max); round++)
                {
                    now = [.. now.SelectMany(f => Ends(r.Item, word, f, rules))];
                    if (round >= r.Min) found = found.Union(now);
                }

                return found;
            default: throw new InvalidOperationException();
        }
    }
}
