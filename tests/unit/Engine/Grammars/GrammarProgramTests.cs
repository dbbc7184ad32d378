using System.Text;
using Pensieve.Engine.Grammars;
using Xunit;

namespace Pensieve.Tests.Unit.Engine.Grammars;

public sealed class GrammarProgramTests
{
    [Theory]
    [InlineData("root ::= \"a\" \"b\"*", "a ab abbb", "b ba aba")]
    [InlineData("root ::= x | \"(\" root \")\"\nx ::= [0-9]+ # digits", "1 12 (7) ((7))", "( () (7 7) x")]
    [InlineData("root ::= [^a-c]{2,3}", "xy xyz äöü 日本", "x wxyz ab xa")]
    [InlineData("root ::= (\"a\" |\n  \"b\"\n)? \"\\x63\\u00e4\"", "cä acä bcä", "c abcä")]
    [InlineData("root ::= (\"a\"? \"b\"?){2}", "a b ab ba abab aa bb", "aaa bbb ababa")]
    [InlineData("root ::= .", "a 日 😀", "ab")]
    [InlineData("root ::= \"a\"{3,}", "aaa aaaaa", "a aa")]
    [InlineData("root ::= ((\"a\"*)*)* \"b\"", "b ab aab", "a bb")]
    [InlineData("root ::= s\ns ::= \"a\" s \"b\" | \"a\" s \"c\" | \"d\"", "d adb aadcb", "adbb aadb")]
    public void Compile_Grammar_MatchesItsLanguageOnly(string grammar, string matching, string others)
    {
        var program = GrammarProgram.Compile(grammar, GrammarLimits.Client).Program!;
        Assert.All(matching.Split(' '), text => Assert.True(Matches(program, text), text));
        Assert.All(others.Split(' '), text => Assert.False(Matches(program, text), text));
    }

    [Theory]
    [InlineData("", "no rule named \"root\"")]
    [InlineData("root ::= a", "line 1, column 10: rule \"a\" is not defined")]
    [InlineData("root ::= root \"a\" | \"b\"", "left recursion")]
    [InlineData("root ::= a\na ::= \"x\"? b\nb ::= a | \"b\"", "left recursion")]
    [InlineData("root ::= \"a\" root", "can never be completed")]
    [InlineData("root ::= []", "can never be completed")]
    [InlineData("root ::= \"a", "no closing")]
    [InlineData("root ::= (\"a\"", "')' is missing")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "line 2, column 1: rule \"root\" is defined twice")]
    [InlineData("root ::= \"a\"{3,2}", "below the lower")]
    [InlineData("root ::= \"a\"{999999999}", "number up to")]
    [InlineData("root ::= [b-a]", "backwards")]
    [InlineData("root ::= \"\\q\"", "unknown")]
    [InlineData("root ::= <tool>", "tokens by name")]
    [InlineData("root : \"a\"", "\"::=\" is expected")]
    public void Compile_BadGrammar_SaysWhatAndWhere(string grammar, string expected)
    {
        var outcome = GrammarProgram.Compile(grammar, GrammarLimits.Client);
        Assert.Null(outcome.Program);
        Assert.Contains(expected, outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_HostileGrammars_AreRefusedOrCompiled()
    {
        string[] hostile =
        [
            "root ::= " + new string('(', 30_000) + "\"a\"" + new string(')', 30_000),
            "root ::= \"a\"" + string.Concat(Enumerable.Repeat("*", 30_000)),
            "root ::= " + string.Concat(Enumerable.Range(0, 100).Select(_ => "(")) + "\"a\"?" + string.Concat(Enumerable.Range(0, 100).Select(_ => "){0,99999}")),
            string.Concat(Enumerable.Range(0, 4000).Select(i => $"r{i} ::= r{i + 1}?\n")) + "r4000 ::= \"a\"\nroot ::= r0",
            "root ::= " + string.Join(" | ", Enumerable.Repeat("\"a\" root \"b\"", 2000)) + " | \"c\"",
            "root ::= " + new string('[', 60_000),
            "root ::= " + new string('(', 127) + "\"a\"" + string.Concat(Enumerable.Range(1, 127).Select(i => new string('?', i) + ")")),
            "root ::= " + string.Concat(Enumerable.Repeat("(", 126)) + "\"a\"" + string.Concat(Enumerable.Repeat(")*?+*", 126)),
            new string('"', 70_000),
        ];
        foreach (var grammar in hostile)
        {
            var outcome = GrammarProgram.Compile(grammar, GrammarLimits.Client);
            Assert.True((outcome.Program is null) != (outcome.Error is null));
        }
    }

    [Fact]
    public void Next_ExponentiallyAmbiguousGrammar_SaysSoInsteadOfGrowing()
    {
        var program = GrammarProgram.Compile("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"a\"", GrammarLimits.Client).Program!;
        var states = new ParseStates(program);
        var state = states.Start;
        for (var i = 0; i < 100 && state >= 0; i++) state = states.Next(state, (byte)'a');
        Assert.Equal(ParseStates.TooComplex, state);
        Assert.InRange(states.Work, 0, 100 * ParseStates.MaxPlaces);
    }

    [Fact]
    public void Adopt_StateOfOtherStates_GoesOnAlike()
    {
        var program = GrammarProgram.Compile("root ::= item{2,5}\nitem ::= \"(\" item* \")\"", GrammarLimits.Client).Program!;
        var first = new ParseStates(program);
        var state = Walk(first, first.Start, "()((()(");
        var second = new ParseStates(program);
        state = second.Adopt(first, state);
        Assert.True(second.Accepts(Walk(second, state, ")))")));
        Assert.True(Walk(second, state, "))))") < 0);
    }

    internal static bool Matches(GrammarProgram program, string text)
    {
        var states = new ParseStates(program);
        var state = Walk(states, states.Start, text);
        return state >= 0 && states.Accepts(state);
    }

    private static int Walk(ParseStates states, int state, string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
            if (state >= 0) state = states.Next(state, value);
        return state;
    }
}
