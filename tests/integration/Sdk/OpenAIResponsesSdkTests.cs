using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI.Responses;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Responses through OpenAI's C# SDK: text, streams, the tool loop, stored conversations, errors.</summary>
public sealed class OpenAIResponsesSdkTests(FakeAppFixture app) : IClassFixture<FakeAppFixture>
{
    private static readonly FunctionTool s_tool = ResponseTool.CreateFunctionTool(
        "get_weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""), false, "Weather of a city.");

    private ResponsesClient Client => new(new ApiKeyCredential("none"), new ResponsesClientOptions { Endpoint = new Uri(app.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    private CreateResponseOptions Options(params ResponseItem[] input) => new(app.Model, input) { Instructions = "Be brief." };

    [Fact]
    public async Task Text_StreamedAndNot_IsTheSame()
    {
        ResponseResult whole = await Client.CreateResponseAsync(Options(ResponseItem.CreateUserMessageItem("Tell a story")));
        Assert.Equal(ResponseStatus.Completed, whole.Status);
        Assert.NotEmpty(whole.GetOutputText());
        Assert.Equal(whole.Usage.TotalTokenCount, whole.Usage.InputTokenCount + whole.Usage.OutputTokenCount);

        var options = Options(ResponseItem.CreateUserMessageItem("Tell a story"));
        options.StreamingEnabled = true;
        var text = new StringBuilder();
        ResponseResult? last = null;
        var next = 0;
        await foreach (var update in await Client.CreateResponseStreamingAsync(options))
        {
            Assert.Equal(next++, update.SequenceNumber);
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text.Append(delta.Delta);
            if (update is StreamingResponseCompletedUpdate completed) last = completed.Response;
        }

        Assert.Equal(whole.GetOutputText(), text.ToString());
        Assert.Equal(whole.GetOutputText(), last?.GetOutputText());
    }

    [Fact]
    public async Task Limit_Reached_IsIncomplete()
    {
        var options = Options(ResponseItem.CreateUserMessageItem("Tell a story"));
        options.MaxOutputTokenCount = 3;
        ResponseResult answer = await Client.CreateResponseAsync(options);
        Assert.Equal(ResponseStatus.Incomplete, answer.Status);
        Assert.Equal(ResponseIncompleteStatusReason.MaxOutputTokens, answer.IncompleteStatusDetails.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ToolLoop_ByItemsOrByPreviousResponse_EndsWithAnAnswerFromTheResults(bool byPrevious)
    {
        var options = Options(ResponseItem.CreateUserMessageItem("Weather?"));
        options.Tools.Add(s_tool);
        ResponseResult first = await Client.CreateResponseAsync(options);
        var calls = first.OutputItems.OfType<FunctionCallResponseItem>().ToList();
        Assert.Equal(["Zürich \"漢字\"", "Rome"], calls.Select(c => JsonElement.Parse(c.FunctionArguments.ToString()).GetProperty("city").GetString()));

        ResponseItem[] results = [.. calls.Select((c, i) => ResponseItem.CreateFunctionCallOutputItem(c.CallId, $"{20 + i} °C"))];
        var next = Options(byPrevious ? results : [ResponseItem.CreateUserMessageItem("Weather?"), .. first.OutputItems, .. results]);
        next.Tools.Add(s_tool);
        if (byPrevious) next.PreviousResponseId = first.Id;
        ResponseResult last = await Client.CreateResponseAsync(next);
        Assert.Equal("It is 20 °C and 21 °C.", last.GetOutputText());
    }

    [Fact]
    public async Task ToolsStreamed_GiveTheCallsOfTheWholeResponse()
    {
        var options = Options(ResponseItem.CreateUserMessageItem("Weather?"));
        options.Tools.Add(s_tool);
        ResponseResult whole = await Client.CreateResponseAsync(options);
        options.StreamingEnabled = true;
        var done = new List<FunctionCallResponseItem>();
        var arguments = new Dictionary<string, StringBuilder>();
        await foreach (var update in await Client.CreateResponseStreamingAsync(options))
        {
            if (update is StreamingResponseFunctionCallArgumentsDeltaUpdate delta) (arguments.TryGetValue(delta.ItemId, out var known) ? known : arguments[delta.ItemId] = new StringBuilder()).Append(delta.Delta);
            if (update is StreamingResponseOutputItemDoneUpdate { Item: FunctionCallResponseItem call }) done.Add(call);
        }

        Assert.Equal(whole.OutputItems.OfType<FunctionCallResponseItem>().Select(c => (c.FunctionName, c.FunctionArguments.ToString())), done.Select(c => (c.FunctionName, c.FunctionArguments.ToString())));
        Assert.Equal(done.Select(c => c.FunctionArguments.ToString()), done.Select(c => arguments[c.Id].ToString()));
    }

    [Fact]
    public async Task Stored_IsReadAndDeleted()
    {
        ResponseResult created = await Client.CreateResponseAsync(Options(ResponseItem.CreateUserMessageItem("Tell a story")));
        ResponseResult read = await Client.GetResponseAsync(created.Id);
        Assert.Equal(created.GetOutputText(), read.GetOutputText());
        ResponseDeletionResult deleted = await Client.DeleteResponseAsync(created.Id);
        Assert.True(deleted.Deleted);
        var gone = await Assert.ThrowsAsync<ClientResultException>(() => Client.GetResponseAsync(created.Id));
        Assert.Equal(404, gone.Status);
    }

    [Fact]
    public async Task InputItems_OfAContinuedAnswer_AreReadPageByPage()
    {
        ResponseResult first = await Client.CreateResponseAsync(Options(ResponseItem.CreateUserMessageItem("Tell a story")));
        var next = Options(ResponseItem.CreateUserMessageItem("Go on"));
        next.PreviousResponseId = first.Id;
        ResponseResult second = await Client.CreateResponseAsync(next);
        var asked = new ResponseItemCollectionOptions(second.Id) { PageSizeLimit = 2, Order = ResponseItemCollectionOrder.Ascending };
        var items = new List<ResponseItem>();
        await foreach (var item in Client.GetResponseInputItemsAsync(asked)) items.Add(item);
        var messages = items.Cast<MessageResponseItem>().ToList();
        Assert.Equal([MessageRole.User, MessageRole.Assistant, MessageRole.User], messages.Select(m => m.Role));
        Assert.Equal(["Tell a story", first.GetOutputText(), "Go on"], messages.Select(m => m.Content[0].Text));
        Assert.Equal(first.OutputItems[0].Id, messages[1].Id);
    }

    [Fact]
    public async Task Cancel_AndBackground_AreRefusedWithTheReason()
    {
        ResponseResult created = await Client.CreateResponseAsync(Options(ResponseItem.CreateUserMessageItem("Tell a story")));
        var fault = await Assert.ThrowsAsync<ClientResultException>(() => Client.CancelResponseAsync(created.Id));
        Assert.Equal(400, fault.Status);
        Assert.Contains("Cannot cancel a synchronous response.", fault.Message, StringComparison.Ordinal);
        var options = Options(ResponseItem.CreateUserMessageItem("Tell a story"));
        options.BackgroundModeEnabled = true;
        fault = await Assert.ThrowsAsync<ClientResultException>(() => Client.CreateResponseAsync(options));
        Assert.Equal(400, fault.Status);
        Assert.Contains("answering in the background is not supported by this server", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownModel_IsAnErrorOfTheSdk()
    {
        var fault = await Assert.ThrowsAsync<ClientResultException>(() => Client.CreateResponseAsync(new CreateResponseOptions("gpt-none", [ResponseItem.CreateUserMessageItem("Hi")])));
        Assert.Equal(404, fault.Status);
        Assert.Contains("model_not_found", fault.Message, StringComparison.Ordinal);
    }
}
