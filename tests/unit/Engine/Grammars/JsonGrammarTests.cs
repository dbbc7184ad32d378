using System.Globalization;
using System.Text.Json;
using Pensieve.Engine.Grammars;
using Xunit;

namespace Pensieve.Tests.Unit.Engine.Grammars;

public sealed class JsonGrammarTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]}""", """{"a":1}|{"a": 1, "b": "x"}|{"a":-7,"b":""}""", """{}|{"b":"x"}|{"b":"x","a":1}|{"a":1,"c":2}|{"a":1.5}""")]
    [InlineData("""{"type":["string","null"],"minLength":2,"maxLength":3}""", "null|\"ab\"|\"äöü\"|\"\\u00e4b\"", "\"a\"|\"abcd\"|1")]
    [InlineData("""{"type":"integer","minimum":-12,"exclusiveMaximum":105}""", "-12|0|9|99|104", "-13|105|104.0|-0|07")]
    [InlineData("""{"type":"number","minimum":0.25,"maximum":3}""", "0.25|0.3|1|2.999|3|3.0", "0.2|0|3.1|-1|0.249")]
    [InlineData("""{"type":"number","exclusiveMinimum":-1.5,"exclusiveMaximum":-1}""", "-1.4|-1.000001|-1.49", "-1.5|-1|-1.0|-2|1.2")]
    [InlineData("""{"type":"integer","multipleOf":7}""", "0|7|-14|700", "1|15")]
    [InlineData("""{"type":"integer","multipleOf":5,"minimum":3,"maximum":11}""", "5|10", "0|15|7")]
    [InlineData("""{"enum":["a",1,null,{"x":[true]}]}""", """ "a"|1|null|{"x":[true]}""", """ "b"|2|{"x":[false]}""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"integer"},{"const":"x"}],"items":{"type":"boolean"},"minItems":1,"maxItems":3}""", """[1]|[1,"x"]|[1, "x", true]""", """[]|["x"]|[1,"y"]|[1,"x",true,true]""")]
    [InlineData("""{"type":"string","pattern":"^[a-z]{2}\\d*$","maxLength":4}""", "\"ab\"|\"ab12\"", "\"a1\"|\"ab123\"")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"},"properties":{"ab":{"type":"null"}}}""", """{"ab":null}|{"ab":null,"a":1}|{"abc":2}|{"b":3,"x":1}""", """{"ab":1}|{"a":null}""")]
    [InlineData("""{"$ref":"#/$defs/t","$defs":{"t":{"type":"object","properties":{"c":{"type":"array","items":{"$ref":"#/$defs/t"}}},"required":["c"]}}}""", """{"c":[]}|{"c":[{"c":[]},{"c":[]}]}""", """{}|{"c":[1]}""")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"v":{"type":"integer"}},"required":["k","v"]},{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}""", """{"k":"a","v":1}|{"k":"b"}""", """{"k":"a"}|{"k":"c"}""")]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"b":{"type":"null"}},"required":["b"]}]}""", """{"a":1,"b":null}""", """{"a":1}|{"b":null}""")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-12-31\"|\"1999-02-28\"", "\"2024-13-01\"|\"2024-02-30\"|\"x\"")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/s"},{"$ref":"#/$defs/s"}],"$defs":{"s":{"type":"string","maxLength":1}}}""", "\"a\"|\"\"", "\"ab\"|1")]
    [InlineData("""{"type":"object","properties":{"a\\":{"type":"array","items":{"const":1}},"a.items":{"const":2}},"required":["a\\","a.items"]}""", """{"a\\":[1],"a.items":2}""", """{"a\\":[2],"a.items":2}|{"a\\":[1],"a.items":1}""")]
    [InlineData("""{"type":"integer","nullable":true}""", "1|null", "\"1\"")]
    [InlineData("true", "1|\"a\"|[1,[2]]|{\"a\":{}}|null", "01|{a:1}|'a'|[1,]")]
    public void FromSchema_Schema_AllowsWhatItShouldAndNothingElse(string schema, string allowed, string refused)
    {
        var outcome = JsonGrammar.FromSchema(JsonElement.Parse(schema));
        Assert.Null(outcome.Error);
        var program = GrammarProgram.Compile(outcome.Grammar!, GrammarLimits.Generated).Program!;
        Assert.All(allowed.Split('|'), text => Assert.True(GrammarProgramTests.Matches(program, text.Trim()), text));
        Assert.All(refused.Split('|'), text => Assert.False(GrammarProgramTests.Matches(program, text.Trim()), text));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","uniqueItems":true}}}""", "properties.a.uniqueItems", "uniqueItems")]
    [InlineData("""{"type":"object","properties":{"a":{"not":{}}}}""", "properties.a.not", "not")]
    [InlineData("""{"if":{}}""", "if", "if")]
    [InlineData("""{"type":"object","patternProperties":{}}""", "patternProperties", "patternProperties")]
    [InlineData("""{"type":"array","contains":{}}""", "contains", "contains")]
    [InlineData("""{"type":"strin"}""", "type", "must be one of")]
    [InlineData("""{"type":"string","format":"color"}""", "format", "\"color\" is not supported")]
    [InlineData("""{"type":"string","pattern":"(?=a)b"}""", "pattern", "look-around")]
    [InlineData("""{"type":"string","pattern":"(a)\\1"}""", "pattern", "\\1")]
    [InlineData("""{"type":"string","pattern":"(a"}""", "pattern", "without ')'")]
    [InlineData("""{"$ref":"#/$defs/x"}""", "$ref", "does not exist")]
    [InlineData("""{"$ref":"http://example.org/s"}""", "$ref", "within the schema")]
    [InlineData("""{"$ref":"#"}""", "$ref", "back to itself")]
    [InlineData("""{"anyOf":[{"type":"null"},{"$ref":"#"}]}""", "anyOf.1.$ref", "back to itself")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"allOf":[{"$ref":"#/$defs/y"}]},"y":{"oneOf":[{"$ref":"#/$defs/x"}]}}}""", "$defs.y.oneOf.0.$ref", "back to itself")]
    [InlineData("""{"allOf":[{"pattern":"a"},{"pattern":5}]}""", "allOf.1.pattern", "must be a string")]
    [InlineData("""{"type":"number","multipleOf":0.1}""", "multipleOf", "positive integers")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "oneOf", "may both match")]
    [InlineData("""{"enum":["a"],"minLength":3}""", "minLength", "beside")]
    [InlineData("""{"type":"object","properties":{"a":false},"required":["a"]}""", null, "no value")]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2}""", null, "no value")]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"integer"}]}""", null, "no value")]
    [InlineData("""{"type":"object","properties":{"n":{"$ref":"#"}},"required":["n"]}""", null, "no value")]
    [InlineData("""{"properties":[]}""", "properties", "must be an object")]
    [InlineData("""{"maxLength":-1}""", "maxLength", "integer from 0")]
    [InlineData("""{"anyOf":[]}""", "anyOf", "at least one")]
    public void FromSchema_WhatCannotBeHonoured_IsNamed(string schema, string? path, string expected)
    {
        var outcome = JsonGrammar.FromSchema(JsonElement.Parse(schema));
        Assert.Null(outcome.Grammar);
        Assert.Contains(expected, outcome.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(path, string.IsNullOrEmpty(outcome.Error.Path) ? null : outcome.Error.Path);
    }

    [Fact]
    public void FromSchema_ManyProperties_AreWithinTheLimits()
    {
        var properties = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"p{i}\":{{\"type\":\"array\",\"items\":{{\"properties\":{{\"a\":{{\"type\":\"string\"}},\"n\":{{\"type\":\"number\",\"minimum\":0}}}}}}}}"));
        Assert.Null(JsonGrammar.FromSchema(JsonElement.Parse($"{{\"properties\":{{{properties}}},\"additionalProperties\":false}}")).Error);
    }

    [Fact]
    public void FromSchema_HostileSchemas_AreRefusedOrCompiled()
    {
        string[] hostile =
        [
            string.Concat(Enumerable.Repeat("{\"items\":", 40)) + "{}" + new string('}', 40),
            "{\"anyOf\":[" + string.Join(',', Enumerable.Repeat("{}", 2001)) + "]}",
            "{\"$defs\":{" + string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"a{i}\":{{\"anyOf\":[{{\"$ref\":\"#/$defs/a{i + 1}\"}},{{\"$ref\":\"#/$defs/a{i + 1}\"}}]}}")) + ",\"a60\":{}},\"$ref\":\"#/$defs/a0\"}",
            "{\"$defs\":{" + string.Join(',', Enumerable.Range(0, 1900).Select(i => $"\"a{i}\":{{\"anyOf\":[{{\"$ref\":\"#/$defs/a{i + 1}\"}}]}}")) + ",\"a1900\":{}},\"$ref\":\"#/$defs/a0\"}",
            "{\"type\":\"array\",\"prefixItems\":[" + string.Join(',', Enumerable.Repeat("true", 200_000)) + "]}",
            "{\"type\":\"string\",\"pattern\":\"" + new string('(', 200) + "\"}",
            "{\"type\":\"string\",\"pattern\":\"^((a{99999}){99999}){99999}$\"}",
            "{\"type\":\"object\",\"properties\":{\"" + new string('a', 100_000) + "\":{}}}",
            "{\"type\":\"string\",\"maxLength\":5,\"pattern\":\"" + new string('(', 80) + "a" + string.Concat(Enumerable.Repeat(")?", 80)) + "\"}",
            "{\"properties\":{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"p{i}\":true")) + "}}",
            "{\"required\":[" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"p{i}\"")) + "]}",
            "{\"type\":[" + string.Join(',', Enumerable.Repeat("\"null\"", 100_000)) + "]}",
            "{\"anyOf\":[" + string.Join(',', Enumerable.Repeat("true", 100_000)) + "]}",
            "{\"properties\":{" + string.Join(',', Enumerable.Range(0, 900).Select(i => $"\"p{i}\":true")) + "},\"anyOf\":[" + string.Join(',', Enumerable.Repeat("{}", 900)) + "]}",
            "{\"$defs\":{\"e\":{\"enum\":[" + string.Join(',', Enumerable.Range(0, 1000)) + "]}},\"anyOf\":[" + string.Join(',', Enumerable.Range(0, 600).Select(i => $"{{\"allOf\":[{{\"$ref\":\"#/$defs/e\"}},{{\"enum\":[{i},{i + 1}]}}]}}")) + "]}",
            "{\"$defs\":{\"e\":{\"enum\":[" + string.Join(',', Enumerable.Range(0, 1000)) + "]}},\"allOf\":[" + string.Join(',', Enumerable.Repeat("{\"$ref\":\"#/$defs/e\"}", 50)) + "],\"oneOf\":[" + string.Join(',', Enumerable.Repeat("{\"$ref\":\"#/$defs/e\"}", 900)) + "]}",
            "{\"enum\":[" + string.Join(',', Enumerable.Range(0, 1000).Select(i => i.ToString(CultureInfo.InvariantCulture))) + "]}",
        ];
        foreach (var schema in hostile)
        {
            var document = JsonElement.Parse(schema, new JsonDocumentOptions { MaxDepth = 256 });
            var outcome = JsonGrammar.FromSchema(document);
            Assert.True((outcome.Grammar is null) != (outcome.Error is null));
        }
    }
}
