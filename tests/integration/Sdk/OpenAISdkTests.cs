using System.ClientModel;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Round trips of OpenAI's C# SDK.</summary>
public abstract class OpenAISdkTests(AppFixture app)
{
    private static readonly ChatMessage[] s_messages = [new SystemChatMessage("Be brief."), new UserChatMessage("Tell me a story.")];

    private readonly OpenAIClientOptions _options = new()
    {
        Endpoint = new Uri(app.Address, "/v1"),
        RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(maxRetries: 0),
    };

    private ChatClient Client => new(app.Model, new ApiKeyCredential("none"), _options);

    private static ChatCompletionOptions Options => new() { Temperature = 0, MaxOutputTokenCount = 24 };

    [Fact]
    public async Task Chat_Streamed_EveryChunkIsReadAndTheTextIsThatOfTheWholeCompletion()
    {
        ChatCompletion whole = await Client.CompleteChatAsync(s_messages, Options);
        var text = new StringBuilder();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        var roles = 0;
        await foreach (var update in Client.CompleteChatStreamingAsync(s_messages, Options))
        {
            if (update.Role is not null) roles++;
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        Assert.Equal(1, roles);
        Assert.Equal(whole.Content[0].Text, text.ToString());
        Assert.NotEmpty(text.ToString());
        Assert.Equal(whole.FinishReason, finish);
        Assert.Equal(whole.Usage.OutputTokenCount, usage!.OutputTokenCount);
        Assert.Equal(whole.Usage.InputTokenCount, usage.InputTokenCount);
        Assert.Equal(ChatMessageRole.Assistant, whole.Role);
    }

    [Fact]
    public async Task Chat_LogProbabilities_SpellTheText()
    {
        var options = Options;
        options.IncludeLogProbabilities = true;
        options.TopLogProbabilityCount = 1;
        ChatCompletion whole = await Client.CompleteChatAsync(s_messages, options);
        var bytes = whole.ContentTokenLogProbabilities.SelectMany(t => t.Utf8Bytes!.Value.ToArray()).ToArray();
        Assert.StartsWith(whole.Content[0].Text, Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.All(whole.ContentTokenLogProbabilities, t => Assert.Single(t.TopLogProbabilities));
    }

    [Fact]
    public async Task Models_ListAndRetrieve_AgreeOnTheModel()
    {
        var client = new OpenAIModelClient(new ApiKeyCredential("none"), _options);
        var listed = Assert.Single((await client.GetModelsAsync()).Value, m => m.Id == app.Model);
        Assert.Equal(listed.CreatedAt, (await client.GetModelAsync(app.Model)).Value.CreatedAt);
    }

    [Fact]
    public async Task Embeddings_AsTheSdkAsksAndAsFloats_AreTheSameVectors()
    {
        var client = new EmbeddingClient(app.Model, new ApiKeyCredential("none"), _options);
        string[] inputs = ["Once upon a time", "漢字 😀"];
        var vectors = (await client.GenerateEmbeddingsAsync(inputs)).Value; // the SDK asks for base64
        Assert.Equal([0, 1], vectors.Select(v => v.Index));
        Assert.All(vectors, v => Assert.InRange(Length(v), 0.999, 1.001));
        Assert.True(vectors.Usage.InputTokenCount > 1);
        Assert.Equal(vectors.Usage.InputTokenCount, vectors.Usage.TotalTokenCount);

        var asked = BinaryContent.Create(BinaryData.FromObjectAsJson(new { model = app.Model, input = inputs, encoding_format = "float" }));
        var raw = JsonElement.Parse((await client.GenerateEmbeddingsAsync(asked)).GetRawResponse().Content.ToString());
        var plain = raw.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("embedding").EnumerateArray().Select(x => x.GetSingle()).ToArray()).ToArray();
        Assert.All(vectors.Zip(plain), pair => Assert.All(pair.First.ToFloats().ToArray().Zip(pair.Second), x => Assert.Equal(x.First, x.Second, 1e-5f)));

        OpenAIEmbedding cut = await client.GenerateEmbeddingAsync(inputs[0], new EmbeddingGenerationOptions { Dimensions = 4 });
        Assert.Equal(4, cut.ToFloats().Length);
        Assert.InRange(Length(cut), 0.999, 1.001);

        static double Length(OpenAIEmbedding vector) => Math.Sqrt(vector.ToFloats().ToArray().Sum(x => (double)x * x));
    }

    [Fact]
    public async Task Chat_UnknownModel_IsTheSdksError()
    {
        var client = new ChatClient("gpt-4o", new ApiKeyCredential("none"), _options);
        var fault = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync(s_messages, Options));
        Assert.Equal(404, fault.Status);
        Assert.Contains("model_not_found", fault.Message, StringComparison.Ordinal);
    }
}

/// <summary>Over the scripted engine.</summary>
public sealed class OpenAISdkFakeTests(FakeAppFixture app) : OpenAISdkTests(app), IClassFixture<FakeAppFixture>;
