using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Thinking through both vendors' C# SDKs.</summary>
public sealed class ThinkingSdkTests(FakeAppFixture app) : IClassFixture<FakeAppFixture>
{
    private const string Thought = "Let me see: 漢字 😀 </thin\nso be it.";
    private const string Answer = "It is so.";

    private static readonly JsonObject s_question = new() { ["role"] = "user", ["content"] = "Is it so?" };

    private AnthropicClient Anthropic => new() { BaseUrl = app.Address.ToString().TrimEnd('/'), ApiKey = "none", ResponseValidation = true, MaxRetries = 0 };

    private ChatClient Chat => new(app.Model, new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = new Uri(app.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    [Fact]
    public async Task Messages_Thinking_IsABlockOfItsOwnAndGoesBackAsItCame()
    {
        var first = await Anthropic.Messages.Create(With(s_question));
        Assert.Equal(2, first.Content.Count);
        Assert.True(first.Content[0].TryPickThinking(out var thinking));
        Assert.True(first.Content[1].TryPickText(out var text));
        Assert.Equal((Thought, Answer), (thinking!.Thinking, text!.Text));
        Assert.NotEqual("", thinking.Signature);

        var assistant = new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray([.. first.Content.Select(b => JsonNode.Parse(b.Json.GetRawText()))]) };
        var last = await Anthropic.Messages.Create(With(s_question, assistant, new JsonObject { ["role"] = "user", ["content"] = "Sure?" }));
        Assert.Equal("end_turn", last.StopReason!.Raw());
    }

    [Fact]
    public async Task Messages_ThinkingStreamed_IsSignedBeforeTheAnswerBegins()
    {
        var (thought, answer) = (new StringBuilder(), new StringBuilder());
        var kinds = new List<string>();
        await foreach (var item in Anthropic.Messages.CreateStreaming(With(s_question)))
        {
            item.Validate();
            if (item.TryPickContentBlockStop(out _)) kinds.Add("stop");
            if (!item.TryPickContentBlockDelta(out var change)) continue;
            if (change.Delta.TryPickThinking(out var thinking)) thought.Append(thinking.Thinking);
            else if (change.Delta.TryPickSignature(out _)) kinds.Add("signature");
            else if (change.Delta.TryPickText(out var text)) answer.Append(text.Text);
        }

        Assert.Equal((Thought, Answer), (thought.ToString(), answer.ToString()));
        Assert.Equal(["signature", "stop", "stop"], kinds);
    }

    [Fact]
    public async Task Chat_ReasoningEffort_PutsThinkingBesideTheContent()
    {
        var body = BinaryContent.Create(BinaryData.FromObjectAsJson(new { model = app.Model, reasoning_effort = "low", messages = new[] { new { role = "user", content = "Is it so?" } } }));
        var result = await Chat.CompleteChatAsync(body);
        ChatCompletion whole = ModelReaderWriter.Read<ChatCompletion>(result.GetRawResponse().Content)!;
        Assert.Equal(Answer, whole.Content[0].Text);
        Assert.True(whole.Usage.OutputTokenDetails.ReasoningTokenCount > 0);
        var message = JsonElement.Parse(result.GetRawResponse().Content.ToString()).GetProperty("choices")[0].GetProperty("message");
        Assert.Equal(Thought, message.GetProperty("reasoning_content").GetString());
    }

    private MessageCreateParams With(params JsonNode[] messages)
    {
        var body = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["model"] = app.Model, ["max_tokens"] = 4000, ["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 2000 },
            ["messages"] = new JsonArray([.. messages.Select(m => m.DeepClone())]),
        });
        var none = new Dictionary<string, JsonElement>();
        return MessageCreateParams.FromRawUnchecked(none, none, body.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));
    }
}
