using System.Text.Json;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api;

public sealed class StructuredOutputTests
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";
    private const string Message = """{"model":"tiny","max_tokens":50,"messages":[{"role":"user","content":"Hi"}]""";
    private const string Tool = ""","tools":[{"name":"t","input_schema":{"type":"object","properties":{"n":{"type":"integer","maximum":9}}}}]""";
    private const string ChatTool = ""","tools":[{"type":"function","function":{"name":"t","STRICT":true,"parameters":{"type":"object"}}}]""";

    [Theory]
    [InlineData("/v1/chat/completions", ""","response_format":{"type":"json_object"}""")]
    [InlineData("/v1/chat/completions", ""","response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":SCHEMA}}""")]
    [InlineData("/v1/chat/completions", ""","json_schema":SCHEMA""")]
    [InlineData("/v1/chat/completions", ""","grammar":"root ::= \"yes\" | \"no\"" """)]
    [InlineData("/v1/messages", ""","output_config":{"format":{"type":"json_schema","schema":SCHEMA}}""")]
    [InlineData("/v1/messages", ""","output_format":{"type":"json_schema","schema":SCHEMA}""")]
    [InlineData("/v1/messages", Tool + ""","tool_choice":{"type":"any"}""")]
    [InlineData("/v1/messages", Tool + ""","tool_choice":{"type":"tool","name":"t"}""")]
    public async Task Post_FormAskedFor_ReachesTheEngineAsAGrammar(string path, string rest)
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(path, Message + rest.Replace("SCHEMA", Schema, StringComparison.Ordinal) + "}");
        Assert.Contains("root ::=", server.LastRequest.Grammar, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict", true)]
    [InlineData("other", false)]
    public async Task Post_StrictToolInAutoMode_ConstrainsItsCalls(string field, bool isConstrained)
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync("/v1/chat/completions", Message + ChatTool.Replace("STRICT", field, StringComparison.Ordinal) + "}");
        Assert.Equal(isConstrained, server.LastRequest.Grammar is not null);
    }

    [Theory]
    [InlineData("/v1/messages", ""","output_config":{"format":{"type":"json_schema"}}""", "output_config.format.schema")]
    [InlineData("/v1/messages", ""","output_config":{"format":{"type":"xml"}}""", "output_config.format.type")]
    [InlineData("/v1/messages", ""","output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"contains":{}}}}}}""", "output_config.format.schema.properties.a.contains")]
    [InlineData("/v1/messages", ""","tool_choice":{"type":"any"}""", "tool_choice")]
    [InlineData("/v1/messages", ""","tools":[{"name":"t","input_schema":{"type":"object","not":{}}}],"tool_choice":{"type":"any"}""", "tools.0.input_schema.not")]
    [InlineData("/v1/chat/completions", ""","grammar":"root ::= \"a\"","response_format":{"type":"json_object"}""", "grammar")]
    [InlineData("/v1/chat/completions", ""","grammar":"root ::= \"a\"" """ + ChatTool, "grammar")]
    [InlineData("/v1/completions", ""","prompt":"a","grammar":"root ::= root" """, "grammar")]
    [InlineData("/v1/completions", ""","prompt":"a","json_schema":{"type":"x"}""", "json_schema.type")]
    public async Task Post_FormThatCannotBe_IsNamed(string path, string rest, string field)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync(path, Message + rest + "}");
        Assert.Equal(400, (int)response.StatusCode);
        var message = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString();
        Assert.StartsWith(field + ": ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_HostileGrammarsTwice_AreRefused()
    {
        await using var server = await ApiServer.StartAsync();
        string[] hostile =
        [
            ",\"grammar\":\"root ::= " + new string('(', 30_000) + "\"",
            ",\"grammar\":\"" + new string('a', 70_000) + "\"",
            ",\"json_schema\":" + string.Concat(Enumerable.Repeat("{\"items\":", 55)) + "{}" + new string('}', 55),
            ",\"json_schema\":{\"pattern\":\"" + new string('(', 300) + "\"}",
            ",\"json_schema\":{\"anyOf\":[" + string.Join(',', Enumerable.Repeat("{}", 2001)) + "]}",
        ];
        foreach (var body in hostile.Concat(hostile))
        {
            using var response = await server.PostAsync("/v1/chat/completions", Message + body + "}");
            Assert.Equal(400, (int)response.StatusCode);
        }
    }
}
