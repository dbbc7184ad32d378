using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Pensieve.Console.Security.Keys;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>What users of all four SDKs meet when a named key is wrong, too weak or used up: which exception, what it says, and how often their SDK asks again.</summary>
public sealed class NamedKeysSdkTests(FakeAppFixture app) : IClassFixture<FakeAppFixture>
{
    private const string WrongKey = "pv-wrong";

    // A stream that was left ends soon, on a busy machine less so: then the SDK is told to wait again.
    private const int Patience = 20;

    private static readonly HttpClient s_holder = new();

    private static readonly string[] s_checks =
    [
        "anthropic wrong key", "anthropic scope too low", "anthropic rate limit", "anthropic waits as told",
        "openai wrong key", "openai scope too low", "openai rate limit", "openai waits as told",
    ];

    [Fact]
    public async Task JavaScriptSdks_EveryCheck_Passes() => await JavaScriptSdk.PassesAsync(app, "keys.mjs", s_checks, JsonSerializer.Serialize(new
    {
        plain = await app.CreateKeyAsync(), limitedA = await PerMinuteAsync(), limitedO = await PerMinuteAsync(), singleA = await SingleAsync(), singleO = await SingleAsync(),
    }));

    [Fact]
    public async Task Anthropic_WrongKey_IsUnauthorizedAtOnce()
    {
        await app.CreateKeyAsync();
        using var wire = new RecordingHandler();
        var fault = await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => Anthropic(wire, WrongKey).Messages.Create(Message));
        Assert.Contains("\"authentication_error\"", fault.ResponseBody, StringComparison.Ordinal);
        Assert.Contains("The API key is not valid: it is wrong, expired or revoked.", fault.ResponseBody, StringComparison.Ordinal);
        Assert.Equal([401], wire.Attempts.Select(a => a.Status));
    }

    [Fact]
    public async Task OpenAI_WrongKey_IsUnauthorizedAtOnce()
    {
        await app.CreateKeyAsync();
        using var wire = new RecordingHandler();
        var fault = await Assert.ThrowsAsync<ClientResultException>(() => Chat(wire, WrongKey).CompleteChatAsync("Hi"));
        Assert.Equal(401, fault.Status);
        Assert.Contains("invalid_api_key", fault.Message, StringComparison.Ordinal);
        Assert.Contains("wrong, expired or revoked", fault.Message, StringComparison.Ordinal);
        Assert.Equal([401], wire.Attempts.Select(a => a.Status));
    }

    [Fact]
    public async Task BothSdks_ScopeTooLow_AreForbiddenAtOnce()
    {
        var key = await app.CreateKeyAsync();
        using var wire = new RecordingHandler();
        var anthropic = await Assert.ThrowsAsync<AnthropicForbiddenException>(() => Anthropic(wire, key, "/api").Models.List());
        Assert.Contains("this needs operate", anthropic.ResponseBody, StringComparison.Ordinal);
        var openai = await Assert.ThrowsAsync<ClientResultException>(() => new OpenAIClient(new ApiKeyCredential(key), Options(wire, "/api")).GetOpenAIModelClient().GetModelsAsync());
        Assert.Equal(403, openai.Status);
        Assert.Contains("this needs operate", openai.GetRawResponse()!.Content.ToString(), StringComparison.Ordinal);
        Assert.Equal([403, 403], wire.Attempts.Select(a => a.Status));
    }

    [Fact]
    public async Task Anthropic_LimitPerMinute_IsRateLimitWithItsHeaders()
    {
        using var wire = new RecordingHandler();
        var client = Anthropic(wire, await PerMinuteAsync(), retries: 0);
        await client.Messages.Create(Message);
        var fault = await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(Message));
        Assert.Contains("rate limit of 1 requests per minute is reached", fault.ResponseBody, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AnthropicRateLimitException>(async () =>
        {
            await foreach (var _ in client.Messages.CreateStreaming(Message)) Assert.Fail("A refused stream has no events.");
        });
        Assert.Equal([200, 429, 429], wire.Attempts.Select(a => a.Status));
    }

    [Fact]
    public async Task OpenAI_LimitPerMinute_IsRateLimitWithItsHeaders()
    {
        using var wire = new RecordingHandler();
        var options = Options(wire);
        options.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
        var client = new ChatClient(app.Model, new ApiKeyCredential(await PerMinuteAsync()), options);
        await client.CompleteChatAsync("Hi");
        var fault = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("Hi"));
        Assert.Equal(429, fault.Status);
        Assert.Contains("rate limit of 1 requests per minute is reached", fault.Message, StringComparison.Ordinal);
        var headers = fault.GetRawResponse()!.Headers;
        Assert.True(headers.TryGetValue("retry-after", out var wait));
        Assert.InRange(int.Parse(wait!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.True(headers.TryGetValue("x-ratelimit-remaining-requests", out var left));
        Assert.Equal("0", left);
        Assert.Equal([200, 429], wire.Attempts.Select(a => a.Status));
    }

    [Fact]
    public async Task Anthropic_KeyIsBusy_WaitsAsToldAndThenSucceeds()
    {
        var key = await SingleAsync();
        using var wire = new RecordingHandler();
        using var held = await HoldAsync(key);
        wire.OnAnswer = status => { if (status == HttpStatusCode.TooManyRequests) held.Dispose(); };
        var answer = await Anthropic(wire, key, retries: Patience).Messages.Create(Message);
        Assert.NotEmpty(answer.Content);
        AssertWaited(wire);
    }

    [Fact]
    public async Task OpenAI_KeyIsBusy_WaitsAsToldAndThenSucceeds()
    {
        var key = await SingleAsync();
        using var wire = new RecordingHandler();
        using var held = await HoldAsync(key);
        wire.OnAnswer = status => { if (status == HttpStatusCode.TooManyRequests) held.Dispose(); };
        var options = Options(wire);
        options.RetryPolicy = new ClientRetryPolicy(Patience);
        ChatCompletion answer = await new ChatClient(app.Model, new ApiKeyCredential(key), options).CompleteChatAsync("Hi");
        Assert.NotEmpty(answer.Content);
        AssertWaited(wire);
    }

    private MessageCreateParams Message => new() { Model = app.Model, MaxTokens = 24, Messages = [new UserMessageParam { Content = "Hi" }] };

    private AnthropicClient Anthropic(RecordingHandler wire, string key, string path = "", int retries = 2) =>
        new() { BaseUrl = app.Address.ToString().TrimEnd('/') + path, ApiKey = key, HttpClient = new HttpClient(wire, disposeHandler: false), MaxRetries = retries };

    private ChatClient Chat(RecordingHandler wire, string key) => new(app.Model, new ApiKeyCredential(key), Options(wire));

    private OpenAIClientOptions Options(RecordingHandler wire, string path = "/v1") =>
        new() { Endpoint = new Uri(app.Address, path), Transport = new HttpClientPipelineTransport(new HttpClient(wire, disposeHandler: false)) };

    private Task<string> PerMinuteAsync() => app.CreateKeyAsync(new KeyLimits { RequestsPerMinute = 1 });

    private Task<string> SingleAsync() => app.CreateKeyAsync(new KeyLimits { Concurrent = 1 });

    // A stream that goes on until its reader leaves: it occupies the key.
    private async Task<HttpResponseMessage> HoldAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Address, "/v1/chat/completions"))
        {
            Headers = { { "x-api-key", key } },
            Content = JsonContent.Create(new { model = app.Model, stream = true, messages = new[] { new { role = "user", content = FakeAppFixture.Hold } } }),
        };
        var response = await s_holder.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    // The server names one second, which is more than either SDK waits by itself before its first retry.
    private static void AssertWaited(RecordingHandler wire)
    {
        var attempts = wire.Attempts;
        Assert.True(attempts.Count > 1);
        Assert.All(attempts.SkipLast(1), a => Assert.Equal(429, a.Status));
        Assert.Equal(200, attempts[^1].Status);
        Assert.All(attempts.Zip(attempts.Skip(1)), pair => Assert.True(Stopwatch.GetElapsedTime(pair.First.End, pair.Second.Start) > TimeSpan.FromSeconds(0.95), "It came back sooner than told."));
    }
}
