using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using Pensieve.Tests.Integration.Sdk;

namespace Pensieve.Tests.Integration.ShippedModel;

/// <summary>Whole tool loops with the shipped model through all four SDKs, whole and streamed: it calls, gets the result, and answers from it.</summary>
public sealed class ToolLoopTests(ShippedModelFixture app) : IClassFixture<ShippedModelFixture>
{
    private const string Question = "What is the weather in Lisbon?";
    private const string Weather = "sunny, 21 degrees";
    private const string Name = "get_weather";
    private const string Description = "Get the weather of a city";
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    [Fact]
    public Task JavaScriptSdks_EveryLoop_Passes() => JavaScriptSdk.PassesAsync(app, "shipped-tools.mjs",
    [
        "anthropic loop, whole", "anthropic loop, streamed", "anthropic tool runner",
        "openai chat loop, whole", "openai chat loop, streamed", "openai tool runner",
        "openai responses loop, whole", "openai responses loop, streamed",
    ]);

    [Theory, InlineData(false), InlineData(true)]
    public async Task Anthropic_Loop_EndsWithAnAnswerFromTheResult(bool streamed)
    {
        var question = new JsonObject { ["role"] = "user", ["content"] = Question };
        var (content, stop) = await AskAsync(streamed, question);
        Assert.Equal("tool_use", stop);
        var call = Assert.Single(content, block => (string?)block!["type"] == "tool_use")!;
        Assert.Equal((Name, "Lisbon"), ((string?)call["name"], (string?)call["input"]!["city"]));
        var result = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = call["id"]!.DeepClone(), ["content"] = Weather };
        var (answer, end) = await AskAsync(streamed, question, new JsonObject { ["role"] = "assistant", ["content"] = content }, new JsonObject { ["role"] = "user", ["content"] = new JsonArray(result) });
        Assert.Equal("end_turn", end);
        Assert.Contains("21", string.Concat(answer.Select(block => (string?)block!["text"])), StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Chat_Loop_EndsWithAnAnswerFromTheResult(bool streamed)
    {
        List<ChatMessage> messages = [new UserChatMessage(Question)];
        var first = await CompleteAsync(streamed, messages);
        Assert.Equal(ChatFinishReason.ToolCalls, first.Finish);
        var call = Assert.Single(first.Calls);
        Assert.Equal((Name, "Lisbon"), (call.FunctionName, JsonElement.Parse(call.FunctionArguments).GetProperty("city").GetString()));
        messages.Add(new AssistantChatMessage(first.Calls));
        messages.Add(new ToolChatMessage(call.Id, Weather));
        var last = await CompleteAsync(streamed, messages);
        Assert.Equal(ChatFinishReason.Stop, last.Finish);
        Assert.Contains("21", last.Text, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Responses_Loop_EndsWithAnAnswerFromTheResult(bool streamed)
    {
        var first = await RespondAsync(streamed, null, ResponseItem.CreateUserMessageItem(Question));
        var call = Assert.Single(first.OutputItems.OfType<FunctionCallResponseItem>());
        Assert.Equal((Name, "Lisbon"), (call.FunctionName, JsonElement.Parse(call.FunctionArguments).GetProperty("city").GetString()));
        var last = await RespondAsync(streamed, first.Id, ResponseItem.CreateFunctionCallOutputItem(call.CallId, Weather));
        Assert.Equal(ResponseStatus.Completed, last.Status);
        Assert.Contains("21", last.GetOutputText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameSeed_WithoutPromptCache_GivesTheSameTokens()
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        var texts = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await client.PostAsync("/v1/chat/completions", new StringContent(
                $$"""{"model":"{{app.Model}}","seed":11,"temperature":1.5,"cache_prompt":false,"max_tokens":60,"messages":[{"role":"user","content":"Tell me a story"}]}""", Encoding.UTF8, "application/json"));
            texts.Add((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["content"]);
        }

        Assert.NotEmpty(texts[0]!);
        Assert.Single(texts.Distinct());
    }

    private async Task<(JsonArray Content, string? Stop)> AskAsync(bool streamed, params JsonNode[] messages)
    {
        using var client = new AnthropicClient { BaseUrl = app.Address.ToString().TrimEnd('/'), ApiKey = "none", ResponseValidation = true, MaxRetries = 0 };
        var body = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["model"] = app.Model, ["max_tokens"] = 120, ["temperature"] = 0, ["messages"] = new JsonArray([.. messages.Select(m => m.DeepClone())]),
            ["tools"] = new JsonArray(new JsonObject { ["name"] = Name, ["description"] = Description, ["input_schema"] = JsonNode.Parse(Schema) }),
        });
        var none = new Dictionary<string, JsonElement>();
        var parameters = MessageCreateParams.FromRawUnchecked(none, none, body.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));
        if (!streamed)
        {
            var whole = await client.Messages.Create(parameters);
            return (new JsonArray([.. whole.Content.Select(b => JsonNode.Parse(b.Json.GetRawText()))]), whole.StopReason!.Raw());
        }

        var content = new JsonArray();
        var piece = new StringBuilder();
        string? stop = null;
        await foreach (var item in client.Messages.CreateStreaming(parameters))
        {
            item.Validate();
            if (item.TryPickContentBlockStart(out var start)) content.Add(JsonNode.Parse(start.ContentBlock.Json.GetRawText()));
            else if (item.TryPickContentBlockDelta(out var change)) piece.Append(change.Delta.TryPickInputJson(out var json) ? json.PartialJson : change.Delta.TryPickText(out var text) ? text.Text : "");
            else if (item.TryPickContentBlockStop(out _))
            {
                if ((string?)content[^1]!["type"] == "tool_use") content[^1]!["input"] = JsonNode.Parse(piece.ToString());
                else content[^1]!["text"] = piece.ToString();
                piece.Clear();
            }
            else if (item.TryPickDelta(out var end)) stop = end.Delta.StopReason?.Raw();
        }

        return (content, stop);
    }

    private async Task<(List<ChatToolCall> Calls, string Text, ChatFinishReason? Finish)> CompleteAsync(bool streamed, List<ChatMessage> messages)
    {
        var client = new ChatClient(app.Model, new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(app.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
        var options = new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 120, Tools = { ChatTool.CreateFunctionTool(Name, Description, BinaryData.FromString(Schema)) } };
        if (!streamed)
        {
            ChatCompletion whole = await client.CompleteChatAsync(messages, options);
            return ([.. whole.ToolCalls], string.Concat(whole.Content.Select(p => p.Text)), whole.FinishReason);
        }

        var (text, arguments) = (new StringBuilder(), new StringBuilder());
        string? id = null, name = null;
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options))
        {
            finish = update.FinishReason ?? finish;
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            foreach (var call in update.ToolCallUpdates)
            {
                (id, name) = (call.ToolCallId ?? id, call.FunctionName ?? name);
                arguments.Append(call.FunctionArgumentsUpdate);
            }
        }

        return (id is null ? [] : [ChatToolCall.CreateFunctionToolCall(id, name, BinaryData.FromString(arguments.ToString()))], text.ToString(), finish);
    }

    private async Task<ResponseResult> RespondAsync(bool streamed, string? previous, ResponseItem item)
    {
        var client = new ResponsesClient(new ApiKeyCredential("none"), new ResponsesClientOptions { Endpoint = new Uri(app.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
        var options = new CreateResponseOptions(app.Model, [item]) { Temperature = 0, MaxOutputTokenCount = 120, PreviousResponseId = previous };
        options.Tools.Add(ResponseTool.CreateFunctionTool(Name, BinaryData.FromString(Schema), false, Description));
        if (!streamed) return await client.CreateResponseAsync(options);
        options.StreamingEnabled = true;
        ResponseResult? last = null;
        await foreach (var update in await client.CreateResponseStreamingAsync(options))
            if (update is StreamingResponseCompletedUpdate completed) last = completed.Response;
        return Assert.IsType<ResponseResult>(last);
    }
}
