using System.ClientModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;
using Pensieve.Tests.Integration.Sdk;

namespace Pensieve.Tests.Integration.ShippedModel;

/// <summary>Forms and forced calls, from the shipped model, which by itself would answer otherwise.</summary>
public sealed class StructuredOutputTests(ShippedModelFixture app) : IClassFixture<ShippedModelFixture>, IDisposable
{
    private const string Schema = """
        {"type":"object","properties":{"name":{"type":"string","maxLength":12},"age":{"type":"integer","minimum":18,"maximum":99},
         "tags":{"type":"array","items":{"enum":["red","green"]},"minItems":1,"maxItems":2},"ok":{"type":"boolean"}},"required":["name","age","tags","ok"],"additionalProperties":false}
        """;

    private const string Weather = """{"type":"object","properties":{"city":{"type":"string","maxLength":20},"days":{"type":"integer","minimum":1,"maximum":7}},"required":["city","days"]}""";

    private readonly HttpClient _http = new() { BaseAddress = app.Address };

    private ChatClient Client => new(app.Model, new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(app.Address, "/v1") });

    [Theory]
    [InlineData(0f)]
    [InlineData(2f)]
    public async Task OpenAISdk_JsonSchema_AnswerSatisfiesIt(float temperature)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            ChatCompletion answer = await Client.CompleteChatAsync([new UserChatMessage("Tell me a story")], new ChatCompletionOptions
            {
                Temperature = temperature, Seed = seed, MaxOutputTokenCount = 300,
                ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("person", BinaryData.FromString(Schema), jsonSchemaIsStrict: true),
            });
            Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
            AssertPerson(answer.Content[0].Text);
        }
    }

    [Fact]
    public async Task AnthropicSdk_OutputConfig_AnswerSatisfiesTheSchema()
    {
        using var client = new Anthropic.AnthropicClient { BaseUrl = app.Address.ToString().TrimEnd('/'), ApiKey = "none", ResponseValidation = true, MaxRetries = 0 };
        var answer = await client.Messages.Create(new Anthropic.Models.Messages.MessageCreateParams
        {
            Model = app.Model, MaxTokens = 300,
            Messages = [new Anthropic.Models.Messages.UserMessageParam { Content = "Tell me a story" }],
            OutputConfig = new() { Format = new() { Schema = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Schema)! } },
        });
        Assert.Equal(Anthropic.Models.Messages.StopReason.EndTurn, answer.StopReason!.Value());
        Assert.True(answer.Content[0].TryPickText(out var text));
        AssertPerson(text!.Text);
    }

    [Fact]
    public Task JavaScriptSdks_StructuredOutput_EveryCheckPasses() => JavaScriptSdk.PassesAsync(app, "structured-output.mjs",
    [
        "anthropic parse", "anthropic forced tool, whole and streamed", "openai parse, whole and streamed", "openai responses parse",
        "openai required and named tools", "schemas that cannot be honoured are named",
    ]);

    [Fact]
    public async Task Messages_OutputConfig_SatisfiesTheSchemaStreamedAndNot()
    {
        var body = $$"""{"model":"{{app.Model}}","max_tokens":300,"messages":[{"role":"user","content":"Hello"}],"temperature":1,"seed":3,"cache_prompt":false,"output_config":{"format":{"type":"json_schema","schema":{{Schema}} } }""";
        var whole = await PostAsync("/v1/messages", body + "}");
        Assert.Equal("end_turn", (string?)whole["stop_reason"]);
        AssertPerson((string)whole["content"]![0]!["text"]!);
        using var response = await _http.PostAsync("/v1/messages", new StringContent(body + ",\"stream\":true}", Encoding.UTF8, "application/json"));
        var text = string.Concat(Events(await response.Content.ReadAsStringAsync()).Select(e => (string?)e["delta"]?["text"]));
        Assert.Equal((string)whole["content"]![0]!["text"]!, text);
    }

    [Fact]
    public async Task Chat_MaxTokensTooFew_SaysLength()
    {
        var answer = await PostAsync("/v1/chat/completions", $$"""{"model":"{{app.Model}}","max_tokens":4,"messages":[{"role":"user","content":"Hello"}],"response_format":{"type":"json_schema","json_schema":{"name":"p","schema":{{Schema}} } } }""");
        Assert.Equal("length", (string?)answer["choices"]![0]!["finish_reason"]);
    }

    [Theory]
    [InlineData("\"grammar\":\"root ::= (\\\"yes\\\" | \\\"no\\\") \\\"!\\\"\"", "yes! no!")]
    [InlineData("\"json_schema\":{\"enum\":[\"alpha\",\"beta\"]}", "\"alpha\" \"beta\"")]
    public async Task Completions_Grammar_IsFollowed(string form, string answers)
    {
        var answer = await PostAsync("/v1/completions", $$"""{"model":"{{app.Model}}","prompt":"Once upon","max_tokens":20,"seed":5,{{form}} }""");
        Assert.Contains((string)answer["choices"]![0]!["text"]!, answers.Split(' '));
        Assert.Equal("stop", (string?)answer["choices"]![0]!["finish_reason"]);
    }

    [Theory]
    [InlineData("\"any\"", "weather other")]
    [InlineData("\"tool\",\"name\":\"weather\"", "weather")]
    [InlineData("\"any\",\"disable_parallel_tool_use\":true", "weather other")]
    public async Task Messages_ForcedChoice_CallsWithValidArguments(string choice, string names)
    {
        var body = $$"""{"model":"{{app.Model}}","max_tokens":400,"messages":[{"role":"user","content":"Hello"}],"seed":4,"cache_prompt":false,"tool_choice":{"type":{{choice}} },"tools":[{"name":"weather","input_schema":{{Weather}} },{"name":"other","input_schema":{{Weather}}}]""";
        var whole = await PostAsync("/v1/messages", body + "}");
        Assert.Equal("tool_use", (string?)whole["stop_reason"]);
        var calls = whole["content"]!.AsArray().Where(b => (string?)b!["type"] == "tool_use").ToList();
        Assert.NotEmpty(calls);
        if (choice.Contains("disable", StringComparison.Ordinal)) Assert.Single(calls);
        Assert.All(calls, c => AssertWeather((string)c!["name"]!, c["input"]!, names));

        using var response = await _http.PostAsync("/v1/messages", new StringContent(body + ",\"stream\":true}", Encoding.UTF8, "application/json"));
        var events = Events(await response.Content.ReadAsStringAsync());
        var input = string.Concat(events.Where(e => (int?)e["index"] == 0).Select(e => (string?)e["delta"]?["partial_json"]));
        Assert.Equal(calls[0]!["input"]!.ToJsonString(), JsonNode.Parse(input)!.ToJsonString());
        Assert.Equal("tool_use", events.Select(e => (string?)e["delta"]?["stop_reason"]).Last(r => r is not null));
    }

    [Fact]
    public async Task OpenAISdk_RequiredAndNamedTool_CallWithValidArguments()
    {
        var tool = ChatTool.CreateFunctionTool("weather", "Weather", BinaryData.FromString(Weather));
        foreach (var choice in new[] { ChatToolChoice.CreateRequiredChoice(), ChatToolChoice.CreateFunctionChoice("weather") })
        {
            var options = new ChatCompletionOptions { Tools = { tool }, ToolChoice = choice, Temperature = 2, Seed = 6, MaxOutputTokenCount = 400, AllowParallelToolCalls = false };
            ChatCompletion answer = await Client.CompleteChatAsync([new UserChatMessage("Who are you?")], options);
            Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
            var call = Assert.Single(answer.ToolCalls);
            AssertWeather(call.FunctionName, JsonNode.Parse(call.FunctionArguments)!, "weather");
            var streamed = new StringBuilder();
            await foreach (var update in Client.CompleteChatStreamingAsync([new UserChatMessage("Who are you?")], options))
                foreach (var piece in update.ToolCallUpdates) streamed.Append(piece.FunctionArgumentsUpdate);
            AssertWeather("weather", JsonNode.Parse(streamed.ToString())!, "weather");
        }
    }

    [Fact]
    public async Task Chat_HostileGrammarsTwice_AreRefusedAndTheServerGoesOn()
    {
        string[] hostile =
        [
            ",\"grammar\":\"root ::= " + new string('(', 30_000) + "\"",
            ",\"grammar\":\"root ::= root \\\"a\\\"\"",
            ",\"json_schema\":" + string.Concat(Enumerable.Repeat("{\"items\":", 50)) + "{}" + new string('}', 50),
        ];
        foreach (var form in hostile.Concat(hostile))
        {
            using var response = await _http.PostAsync("/v1/chat/completions", new StringContent(
                $$"""{"model":"{{app.Model}}","max_tokens":5,"messages":[{"role":"user","content":"Hello"}]{{form}} }""", Encoding.UTF8, "application/json"));
            Assert.Equal(400, (int)response.StatusCode);
            using var health = await _http.GetAsync("/health");
            Assert.Equal(200, (int)health.StatusCode);
        }

        // One that compiles, but grows without bound when it is followed: the request fails, and the next one is served.
        using var ambiguous = await _http.PostAsync("/v1/completions", new StringContent(
            $$"""{"model":"{{app.Model}}","max_tokens":60,"prompt":"a","grammar":"root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"a\"","logit_bias":{} }""", Encoding.UTF8, "application/json"));
        Assert.True((int)ambiguous.StatusCode is 200 or 400, await ambiguous.Content.ReadAsStringAsync());
        ChatCompletion after = await Client.CompleteChatAsync([new UserChatMessage("Hello")], new ChatCompletionOptions { Temperature = 0 });
        Assert.Contains("Hello", after.Content[0].Text, StringComparison.Ordinal);
    }

    public void Dispose() => _http.Dispose();

    private static void AssertPerson(string text)
    {
        var person = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["name", "age", "tags", "ok"], person.Select(p => p.Key));
        Assert.InRange(((string)person["name"]!).Length, 0, 24);
        Assert.InRange((int)person["age"]!, 18, 99);
        Assert.InRange(person["tags"]!.AsArray().Count, 1, 2);
        Assert.All(person["tags"]!.AsArray(), t => Assert.Contains((string)t!, new[] { "red", "green" }));
        Assert.True(person["ok"]!.GetValueKind() is JsonValueKind.True or JsonValueKind.False);
    }

    private static void AssertWeather(string name, JsonNode arguments, string names)
    {
        Assert.Contains(name, names.Split(' '));
        Assert.InRange(((string)arguments["city"]!).EnumerateRunes().Count(), 0, 20);
        Assert.InRange((int)arguments["days"]!, 1, 7);
    }

    private static List<JsonNode> Events(string stream) =>
        [.. stream.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l[6..])!)];

    private async Task<JsonNode> PostAsync(string path, string body)
    {
        using var response = await _http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
