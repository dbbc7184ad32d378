using System.Text.Json;
using Pensieve.Engine.Grammars;
using Pensieve.Tests.Fakes;
using Xunit;

namespace Pensieve.Tests.Unit.Engine.Grammars;

public sealed class JsonGrammarPropertyTests
{
    [Fact]
    public void FromSchema_RandomSchemas_WhateverIsGeneratedValidates()
    {
        var random = new Random(Seed);
        var generator = new SchemaGenerator(random);
        var walker = new GrammarWalker(random);
        var (refused, unfinished, checkedValues) = (0, 0, 0);
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("PENSIEVE_SCHEMA_CASES"), out var cases) ? cases : 400;
        for (var round = 0; round < rounds; round++)
        {
            var document = JsonElement.Parse(generator.Document().ToJsonString());
            var outcome = JsonGrammar.FromSchema(document);
            if (outcome.Grammar is not { } grammar)
            {
                Assert.False(string.IsNullOrEmpty(outcome.Error!.Message));
                refused++;
                continue;
            }

            for (var sample = 0; sample < 5; sample++)
            {
                if (walker.Write(grammar, random) is not { } text)
                {
                    unfinished++;
                    continue;
                }

                checkedValues++;
                var value = JsonElement.Parse(text);
                var fault = SchemaValidator.Fault(value, document, document);
                Assert.True(fault is null, $"round {round}: {fault}\n{text}\n{document.GetRawText()}");
            }
        }

        // The test must have looked at something.
        Assert.InRange(refused, 0, rounds / 2);
        Assert.InRange(unfinished, 0, checkedValues / 4);
    }

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("PENSIEVE_SCHEMA_SEED"), out var seed) ? seed : 11;

    [Fact]
    public void AnyObject_WhateverIsGenerated_IsAnObject()
    {
        var random = new Random(12);
        var walker = new GrammarWalker(random);
        for (var i = 0; i < 50; i++)
            if (walker.Write(JsonGrammar.AnyObject, random) is { } text) Assert.Equal(JsonValueKind.Object, JsonElement.Parse(text).ValueKind);
    }
}
