using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Keys;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Security.Keys;

public sealed class KeyRouteTests : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(null, 401, 401, 401)]
    [InlineData("inference", 200, 403, 403)]
    [InlineData("operate", 200, 200, 403)]
    [InlineData("admin", 200, 200, 200)]
    public async Task Scope_OfAKey_OpensItsRoutesAndNoOthers(string? scope, int inference, int operate, int admin)
    {
        await MakeAsync("some", AccessLevel.Inference);
        var key = scope is null ? null : await MakeAsync("this", AccessLevels.FromScope(scope)!.Value);

        foreach (var (path, expected) in new[] { ("/v1/models", inference), ("/api/snapshot", operate), ("/metrics", operate), ("/openapi/v1.json", operate), ("/api/keys", admin), ("/api/audit", admin), ("/API/Keys", admin) })
            Assert.Equal((path, expected), (path, (int)(await SendAsync(HttpMethod.Get, path, key)).StatusCode));
        Assert.Equal(200, (int)(await SendAsync(HttpMethod.Get, "/health", key)).StatusCode);
    }

    [Fact]
    public async Task NoKeyWasEverMade_ThisMachine_MayOperateButNotAdminister()
    {
        Assert.Equal(200, (int)(await SendAsync(HttpMethod.Get, "/api/snapshot", "sk-any")).StatusCode);
        Assert.Equal(401, (int)(await SendAsync(HttpMethod.Get, "/api/keys", null)).StatusCode);
        var page = await SendAsync(HttpMethod.Get, "/settings?a=b", null);
        Assert.Equal("/sign-in?returnUrl=%2Fsettings%3Fa%3Db", page.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(401, (int)(await SendAsync(HttpMethod.Post, "/_blazor/negotiate", null)).StatusCode);
    }

    [Fact]
    public async Task Keys_OverRest_AreMadeListedRevokedAndForgotten()
    {
        var admin = await MakeAsync("root", AccessLevel.Admin);
        var made = await JsonAsync(await SendAsync(HttpMethod.Post, "/api/keys", admin, """{"name":"ci","scope":"inference","requestsPerMinute":5}"""), 201);
        var (secret, id) = (made.GetProperty("secret").GetString()!, made.GetProperty("key").GetProperty("id").GetString());

        Assert.Equal(409, (int)(await SendAsync(HttpMethod.Post, "/api/keys", admin, """{"name":"ci"}""")).StatusCode);
        foreach (var (body, field) in new[] { ("""{"name":""}""", "name"), ("""{"name":"x","scope":"god"}""", "scope"), ("""{"name":"x","concurrent":0}""", "concurrent"), ("""{"name":"x","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt") })
            Assert.Equal(field, (await JsonAsync(await SendAsync(HttpMethod.Post, "/api/keys", admin, body), 400)).GetProperty("field").GetString());

        using (var chat = await SendAsync(HttpMethod.Post, Route.Chat.Path, secret, Route.Chat.Body)) Assert.Equal(200, (int)chat.StatusCode);
        var listed = (await JsonAsync(await SendAsync(HttpMethod.Get, "/api/keys", admin), 200)).EnumerateArray().Single(k => k.GetProperty("id").GetString() == id);
        Assert.Equal(("ci", "active", 1), (listed.GetProperty("name").GetString(), listed.GetProperty("state").GetString(), listed.GetProperty("usage").GetProperty("requests").GetInt32()));
        Assert.True(listed.GetProperty("usage").GetProperty("outputTokens").GetInt32() > 0);
        Assert.DoesNotContain(secret, listed.GetRawText(), StringComparison.Ordinal);

        Assert.Equal(200, (int)(await SendAsync(HttpMethod.Post, $"/api/keys/{id}/revoke", admin, "{}")).StatusCode);
        Assert.Equal(401, (int)(await SendAsync(HttpMethod.Post, Route.Chat.Path, secret, Route.Chat.Body)).StatusCode);
        Assert.Equal(204, (int)(await SendAsync(HttpMethod.Delete, $"/api/keys/{id}", admin)).StatusCode);
        Assert.Equal(404, (int)(await SendAsync(HttpMethod.Post, $"/api/keys/{id}/revoke", admin, "{}")).StatusCode);

        string?[] actions = [];
        await Eventually.TrueAsync(async () =>
        {
            actions = [.. (await JsonAsync(await SendAsync(HttpMethod.Get, "/api/audit?action=key", admin), 200)).EnumerateArray().Select(e => $"{e.GetProperty("who")} {e.GetProperty("action")} {e.GetProperty("target")} {e.GetProperty("outcome")}")];
            return actions.Length >= 9;
        }, s_limit, () => "the trail to hold all: " + string.Join(", ", actions));
        Assert.Contains("root key.create ci done", actions);
        Assert.Contains("root key.revoke ci done", actions);
        Assert.Contains("root key.create ci refused: 409", actions);
    }

    [Fact]
    public async Task Keys_ChangedByAnotherProcess_AreInForceSoon()
    {
        var (store, time) = (_server.Services.GetRequiredService<Pensieve.Console.Store.ConsoleStore>(), TimeProvider.System);
        var other = new KeyRepository(store, time);
        var made = (await other.CreateAsync(new NewKey("cli", AccessLevel.Inference, new KeyLimits(), null), "cli", default)).Value!;
        await Eventually.TrueAsync(async () => (int)(await SendAsync(HttpMethod.Get, "/v1/models", made.Secret)).StatusCode == 200, s_limit, () => "the key to be known");
        await other.RevokeAsync("cli", default);
        await Eventually.TrueAsync(async () => (int)(await SendAsync(HttpMethod.Get, "/v1/models", made.Secret)).StatusCode == 401, s_limit, () => "the key to be refused");

        // The last key is gone, but the server stays closed.
        Assert.Equal(401, (int)(await SendAsync(HttpMethod.Get, "/v1/models", null)).StatusCode);
    }

    [Fact]
    public async Task Expiry_Passed_RefusesTheKey()
    {
        var keys = _server.Services.GetRequiredService<KeyManager>();
        var made = (await keys.CreateAsync(new NewKey("short", AccessLevel.Inference, new KeyLimits(), DateTimeOffset.UtcNow.AddMilliseconds(300)), "me", default)).Value!;
        await Eventually.TrueAsync(async () => (int)(await SendAsync(HttpMethod.Get, "/v1/models", made.Secret)).StatusCode == 401, s_limit, () => "the key to expire");
    }

    [Fact]
    public async Task Requests_BeyondTheLimit_Get429InEachDialectWithItsHeaders()
    {
        var secret = await MakeAsync("few", AccessLevel.Inference, new KeyLimits { RequestsPerMinute = 2, TokensPerMinute = 100_000 });
        foreach (var left in new[] { "1", "0" })
        {
            using var passed = await SendAsync(HttpMethod.Post, Route.Chat.Path, secret, Route.Chat.Body);
            Assert.Equal((200, left), ((int)passed.StatusCode, passed.Headers.GetValues("x-ratelimit-remaining-requests").Single()));
        }

        using var openAI = await SendAsync(HttpMethod.Post, Route.Chat.Path, secret, Route.Chat.Body);
        Assert.Equal("rate_limit_exceeded", (await JsonAsync(openAI, 429)).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("2", openAI.Headers.GetValues("x-ratelimit-limit-requests").Single());
        Assert.Matches("^([0-9]+ms|[0-9]+s|[0-9]+m[0-9]+s)$", openAI.Headers.GetValues("x-ratelimit-reset-requests").Single());
        Assert.InRange(int.Parse(openAI.Headers.GetValues("retry-after").Single(), null), 1, 60);
        Assert.False(openAI.Headers.Contains("x-should-retry"));

        using var anthropic = await SendAsync(HttpMethod.Post, Route.Messages.Path, secret, Route.Messages.Body);
        Assert.Equal("rate_limit_error", (await JsonAsync(anthropic, 429)).GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(("2", "0"), (anthropic.Headers.GetValues("anthropic-ratelimit-requests-limit").Single(), anthropic.Headers.GetValues("anthropic-ratelimit-requests-remaining").Single()));
        Assert.True(DateTimeOffset.Parse(anthropic.Headers.GetValues("anthropic-ratelimit-requests-reset").Single(), null) > DateTimeOffset.UtcNow.AddSeconds(-2));
        Assert.Equal("100000", anthropic.Headers.GetValues("anthropic-ratelimit-tokens-limit").Single());
        Assert.Equal(2, _server.Model.Submitted.Count);
    }

    [Fact]
    public async Task Concurrency_BeyondTheLimit_IsRefusedUntilOneEnds()
    {
        var secret = await MakeAsync("one", AccessLevel.Inference, new KeyLimits { Concurrent = 1 });
        var (started, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _server.Model.Script = async generation =>
        {
            started.TrySetResult();
            await release.Task;
            await generation.SayAsync("Hi");
        };
        var first = SendAsync(HttpMethod.Post, Route.Chat.Path, secret, Route.Chat.Body);
        await started.Task;

        Assert.Equal(429, (int)(await SendAsync(HttpMethod.Post, Route.Chat.Path, secret, Route.Chat.Body)).StatusCode);
        release.SetResult();
        Assert.Equal(200, (int)(await first).StatusCode);
        await Eventually.TrueAsync(async () => (int)(await SendAsync(HttpMethod.Post, Route.Chat.Path, secret, Route.Chat.Body)).StatusCode == 200, s_limit, () => "the place to be free");
    }

    private async Task<string> MakeAsync(string name, AccessLevel scope, KeyLimits? limits = null) =>
        (await _server.Services.GetRequiredService<KeyManager>().CreateAsync(new NewKey(name, scope, limits ?? new KeyLimits(), null), "test", default)).Value!.Secret;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _server.Client.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}, not {status}: {text}");
        return JsonElement.Parse(text);
    }
}
