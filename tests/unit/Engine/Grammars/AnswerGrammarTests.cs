using System.Text;
using System.Text.Json;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Grammars;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;
using Xunit;

namespace Pensieve.Tests.Unit.Engine.Grammars;

public sealed class AnswerGrammarTests
{
    private static readonly JsonElement s_parameters = JsonElement.Parse("""
        {"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string","enum":["C","F"]},"days":{"type":"integer","minimum":1,"maximum":7},
         "note":{"type":"string","pattern":"^[a-z<]{0,8}$"},"place":{"type":"object","properties":{"x":{"type":"number"}},"required":["x"]}},"required":["city","days"]}
        """);

    private static readonly CallableTool[] s_tools =
        [new("get_weather", s_parameters, "p", IsChecked: true), new("stop", default, "q", IsChecked: true)];

    public static TheoryData<string> Formats => [.. ToolCallFormat.All.Select(f => f.Name)];

    [Theory, MemberData(nameof(Formats))]
    public void ForcedCalls_WhateverIsGenerated_IsReadBackAsValidCalls(string name)
    {
        var format = ToolCallFormat.All.First(f => f.Name == name);
        var random = new Random(21);
        var walker = new GrammarWalker(random);
        var calls = 0;
        foreach (var isSingle in new[] { true, false })
        {
            var grammar = new AnswerGrammar { Format = format, Tools = s_tools, ForcesCall = true, IsSingle = isSingle }.Build();
            Assert.Null(grammar.Error);
            for (var i = 0; i < 40; i++)
            {
                if (walker.Write(grammar.Grammar!, random) is not { } text) continue;
                var found = Read(format, text);
                Assert.True(found.Count > 0 && (found.Count == 1 || !isSingle), text);
                foreach (var (tool, arguments) in found)
                {
                    Assert.Contains(tool, s_tools.Select(t => t.Name));
                    var value = JsonElement.Parse(arguments);
                    if (tool == "get_weather") Assert.Null(SchemaValidator.Fault(value, s_parameters, s_parameters));
                    calls++;
                }
            }
        }

        // Free text up to a mark rarely ends by chance.
        Assert.InRange(calls, 10, int.MaxValue);
    }

    [Theory]
    [InlineData("Just text.", true)]
    [InlineData("<tool_call> is near <tool_cal", false)]
    [InlineData("I look.<tool_call>\n{\"name\": \"stop\", \"arguments\": {}}\n</tool_call> Done.", true)]
    [InlineData("<tool_call>{\"name\": \"stop\", \"arguments\": 5}</tool_call>", false)]
    [InlineData("<tool_call>{\"name\": \"other\", \"arguments\": {}}</tool_call>", false)]
    public void FreeText_CallsAmongIt_MustBeValid(string text, bool isAllowed)
    {
        var grammar = new AnswerGrammar { Format = ToolCallFormat.Hermes, Tools = s_tools }.Build().Grammar!;
        Assert.Equal(isAllowed, GrammarProgramTests.Matches(GrammarProgram.Compile(grammar, GrammarLimits.Generated).Program!, text));
    }

    [Theory]
    [InlineData(true, "so </thin then</think>\n\n{\"a\":1}", true)]
    [InlineData(true, "{\"a\":1}", false)]
    [InlineData(false, "{\"a\":1}", true)]
    [InlineData(false, "<think>hm</think>{\"a\":1}", true)]
    [InlineData(false, "<think>hm</think>no", false)]
    public void Thinking_BeforeTheAnswer_IsFree(bool startsInside, string text, bool isAllowed)
    {
        var reasoning = new ReasoningOptions { Marks = ReasoningFormat.Think.Marks, StartsInside = startsInside };
        var schema = JsonElement.Parse("""{"type":"object","properties":{"a":{"const":1}},"required":["a"]}""");
        AnswerGrammar[] same = [new() { Schema = schema, Reasoning = reasoning }, new() { Gbnf = "root ::= \"{\\\"a\\\":1}\"", Reasoning = reasoning }];
        foreach (var wanted in same)
            Assert.Equal(isAllowed, GrammarProgramTests.Matches(GrammarProgram.Compile(wanted.Build().Grammar!, GrammarLimits.Generated).Program!, text));
    }

    private static List<(string Tool, string Arguments)> Read(ToolCallFormat format, string text)
    {
        var sink = new Calls();
        var offered = s_tools.Select(t => JsonElement.Parse($$$"""{"type":"function","function":{"name":"{{{t.Name}}}","parameters":{{{(t.Parameters.ValueKind == JsonValueKind.Object ? t.Parameters.GetRawText() : "{}")}}}}}"""));
        var parser = format.CreateParser(new OfferedTools(offered), sink);
        parser.Append(Encoding.UTF8.GetBytes(text));
        parser.Complete();
        Assert.True(string.IsNullOrWhiteSpace(sink.Rest.ToString()), sink.Rest + " in " + text);
        return sink.Found;
    }

    private sealed class Calls : IToolCallSink
    {
        private readonly StringBuilder _arguments = new();
        private string _tool = "";

        public List<(string Tool, string Arguments)> Found { get; } = [];

        public StringBuilder Rest { get; } = new();

        public void Text(ReadOnlySpan<byte> utf8) => Rest.Append(Encoding.UTF8.GetString(utf8));

        public void CallStart(string name)
        {
            _tool = name;
            _arguments.Clear();
        }

        public void Arguments(ReadOnlySpan<byte> utf8) => _arguments.Append(Encoding.UTF8.GetString(utf8));

        public void CallEnd(ReadOnlySpan<byte> missing)
        {
            Assert.True(missing.IsEmpty);
            Found.Add((_tool, _arguments.ToString()));
        }
    }
}
