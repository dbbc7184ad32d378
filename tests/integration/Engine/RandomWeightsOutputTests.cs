using System.Net.Http.Json;
using System.Text.Json;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Engine;

/// <summary>A model of random weights wants to say nothing in particular: what comes out is the grammar's doing alone.</summary>
public sealed class RandomWeightsOutputTests(RealAppFixture app) : IClassFixture<RealAppFixture>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = app.Address };

    [Theory]
    [InlineData("""{"type":"object","properties":{"name":{"type":"string","maxLength":8},"age":{"type":"integer","minimum":-3,"maximum":120},"note":{"type":["string","null"],"maxLength":5}},"required":["name","age"],"additionalProperties":false}""")]
    [InlineData("""{"type":"array","items":{"enum":["red",2,null,{"k":[true]}]},"minItems":2,"maxItems":4}""")]
    [InlineData("""{"anyOf":[{"type":"number","minimum":0.25,"exclusiveMaximum":3},{"type":"string","pattern":"^[A-F0-9]{4}-\\d{2,3}$"}]}""")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"at":{"type":"string","format":"date"}},"required":["k","at"]},{"type":"object","properties":{"k":{"const":"b"},"id":{"type":"string","format":"uuid"}},"required":["k","id"]}]}""")]
    [InlineData("""{"type":"array","prefixItems":[{"$ref":"#/$defs/leaf"},{"type":"boolean"}],"items":false,"minItems":2,"$defs":{"leaf":{"type":"string","minLength":2,"maxLength":3}}}""")]
    public async Task Chat_JsonSchema_EveryAnswerSatisfiesIt(string schema)
    {
        var document = JsonElement.Parse(schema);
        for (var seed = 1; seed <= 4; seed++)
        {
            var body = $$"""{"model":"{{app.Model}}","seed":{{seed}},"temperature":{{seed % 2 * 2}},"max_tokens":300,"messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{schema}} } } }""";
            using var response = await _http.PostAsync("/v1/chat/completions", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(response.IsSuccessStatusCode, answer.ToString());
            var choice = answer.GetProperty("choices")[0];
            Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
            var text = choice.GetProperty("message").GetProperty("content").GetString()!;
            var fault = SchemaValidator.Fault(JsonElement.Parse(text), document, document);
            Assert.True(fault is null, $"{fault}\n{text}");
        }
    }

    public void Dispose() => _http.Dispose();
}
