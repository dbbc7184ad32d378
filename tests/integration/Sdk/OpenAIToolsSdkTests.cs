using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>The tool loop through OpenAI's C# SDK.</summary>
public sealed class OpenAIToolsSdkTests(FakeAppFixture app) : IClassFixture<FakeAppFixture>
{
    private static readonly ChatTool s_tool = ChatTool.CreateFunctionTool(
        "get_weather", "Weather of a city.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    private ChatClient Client => new(app.Model, new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = new Uri(app.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    private static ChatCompletionOptions Options => new() { Tools = { s_tool } };

    [Fact]
    public async Task Chat_ToolLoop_EndsWithAnAnswerFromTheResults()
    {
        List<ChatMessage> messages = [new UserChatMessage("Weather?")];
        ChatCompletion first = await Client.CompleteChatAsync(messages, Options);
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        Assert.Equal(["Zürich \"漢字\"", "Rome"], first.ToolCalls.Select(c => JsonElement.Parse(c.FunctionArguments.ToString()).GetProperty("city").GetString()));

        messages.Add(new AssistantChatMessage(first));
        messages.AddRange(first.ToolCalls.Select((c, i) => new ToolChatMessage(c.Id, $"{20 + i} °C")));
        ChatCompletion last = await Client.CompleteChatAsync(messages, Options);
        Assert.Equal(ChatFinishReason.Stop, last.FinishReason);
        Assert.Equal("It is 20 °C and 21 °C.", last.Content[0].Text);
    }

    [Fact]
    public async Task Chat_ToolsStreamed_GiveTheCallsOfTheWholeCompletion()
    {
        UserChatMessage[] messages = [new("Weather?")];
        ChatCompletion whole = await Client.CompleteChatAsync(messages, Options);
        var calls = new SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)>();
        ChatFinishReason? finish = null;
        await foreach (var update in Client.CompleteChatStreamingAsync(messages, Options))
        {
            finish = update.FinishReason ?? finish;
            foreach (var piece in update.ToolCallUpdates)
            {
                var known = calls.GetValueOrDefault(piece.Index, (null, null, new StringBuilder()));
                known.Arguments.Append(piece.FunctionArgumentsUpdate?.ToString());
                calls[piece.Index] = (piece.ToolCallId ?? known.Id, piece.FunctionName ?? known.Name, known.Arguments);
            }
        }

        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        Assert.All(calls.Values, c => Assert.StartsWith("call_", c.Id, StringComparison.Ordinal));
        Assert.Equal(
            whole.ToolCalls.Select(c => (c.FunctionName, c.FunctionArguments.ToString())),
            calls.Values.Select(c => (c.Name!, c.Arguments.ToString())));
    }

    [Fact]
    public async Task Chat_NoParallelCalls_GivesOne()
    {
        var options = Options;
        options.AllowParallelToolCalls = false;
        UserChatMessage[] messages = [new("Weather?")];
        ChatCompletion whole = await Client.CompleteChatAsync(messages, options);
        Assert.Single(whole.ToolCalls);
        Assert.Equal(ChatFinishReason.ToolCalls, whole.FinishReason);
    }
}
