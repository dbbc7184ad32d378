using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Round trips of Anthropic's C# SDK with its own validation of every response switched on.</summary>
public abstract class AnthropicSdkTests(AppFixture app)
{
    private AnthropicClient Client => new() { BaseUrl = app.Address.ToString().TrimEnd('/'), ApiKey = "none", ResponseValidation = true, MaxRetries = 0 };

    private MessageCreateParams Parameters => With(temperature: 0);

    [Fact]
    public async Task Messages_Streamed_EveryEventIsReadAndTheTextIsThatOfTheWholeMessage()
    {
        var whole = await Client.Messages.Create(Parameters);
        var text = new StringBuilder();
        var kinds = new List<string>();
        RawMessageDeltaEvent? end = null;
        await foreach (var item in Client.Messages.CreateStreaming(Parameters))
        {
            item.Validate();
            if (item.TryPickStart(out var start)) kinds.Add("start:" + start.Message.Content.Count);
            else if (item.TryPickContentBlockStart(out _)) kinds.Add("block");
            else if (item.TryPickContentBlockStop(out _)) kinds.Add("block_stop");
            else if (item.TryPickDelta(out var delta))
            {
                kinds.Add("delta");
                end = delta;
            }
            else if (item.TryPickStop(out _)) kinds.Add("stop");
            else if (item.TryPickContentBlockDelta(out var change) && change.Delta.TryPickText(out var piece)) text.Append(piece.Text);
        }

        Assert.Equal(["start:0", "block", "block_stop", "delta", "stop"], kinds);
        Assert.Equal(TextOf(whole), text.ToString());
        Assert.NotEmpty(text.ToString());
        Assert.Equal(whole.StopReason!.Raw(), end!.Delta.StopReason!.Raw());
        Assert.Equal(whole.Usage.OutputTokens, end.Usage.OutputTokens);
        Assert.InRange(whole.Usage.OutputTokens, 1, 24);
    }

    [Fact]
    public async Task Messages_StopSequence_EndsTheTextBeforeIt()
    {
        var text = TextOf(await Client.Messages.Create(Parameters));
        var runes = text.EnumerateRunes().ToList();
        var stop = string.Concat(runes.Skip(runes.Count / 2).Take(2));
        var stopped = await Client.Messages.Create(Parameters with { StopSequences = [stop] });
        Assert.Equal("stop_sequence", stopped.StopReason!.Raw());
        Assert.Equal(stop, stopped.StopSequence);
        Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], TextOf(stopped));
    }

    [Fact]
    public async Task CountTokens_SamePrompt_IsTheInputOfTheMessage()
    {
        var counted = await Client.Messages.CountTokens(new MessageCountTokensParams { Model = app.Model, System = "Be brief.", Messages = Parameters.Messages });
        Assert.True(counted.InputTokens > 0);
    }

    [Fact]
    public async Task Models_ListAndRetrieve_AgreeOnTheModel()
    {
        var page = await Client.Models.List();
        var listed = Assert.Single(page.Items, m => m.ID == app.Model);
        var model = await Client.Models.Retrieve(app.Model);
        Assert.Equal(listed.DisplayName, model.DisplayName);
        Assert.Equal(listed.CreatedAt, model.CreatedAt);
    }

    [Fact]
    public async Task Messages_UnknownModel_IsTheSdksNotFound()
    {
        var fault = await Assert.ThrowsAsync<AnthropicNotFoundException>(() => Client.Messages.Create(Parameters with { Model = "claude-opus-5" }));
        Assert.Contains(app.Model, fault.ResponseBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_ValueOutOfRange_IsTheSdksBadRequest()
    {
        var fault = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => Client.Messages.Create(With(temperature: 1.5)));
        Assert.Contains("temperature: must be a number from 0 to 1", fault.ResponseBody, StringComparison.Ordinal);
    }

    // The SDK's types have lost temperature; servers of models that still have it take it as a further field.
    private MessageCreateParams With(double temperature)
    {
        var body = JsonSerializer.SerializeToElement(new
        {
            model = app.Model, max_tokens = 24, temperature, system = "Be brief.",
            messages = new[] { new { role = "user", content = "Tell me a story." } },
        });
        var none = new Dictionary<string, JsonElement>();
        return MessageCreateParams.FromRawUnchecked(none, none, body.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));
    }

    private static string TextOf(Message message) =>
        string.Concat(message.Content.Select(block => block.TryPickText(out var text) ? text.Text : throw new InvalidOperationException("Not text.")));
}

/// <summary>Over the scripted engine.</summary>
public sealed class AnthropicSdkFakeTests(FakeAppFixture app) : AnthropicSdkTests(app), IClassFixture<FakeAppFixture>;
