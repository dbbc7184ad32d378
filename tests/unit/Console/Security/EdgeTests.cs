using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Security;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Security;

public sealed class EdgeTests
{
    private static readonly (string Host, bool Allowed)[] s_hosts =
    [
        ("localhost", true), ("LOCALHOST", true), ("127.0.0.1", true), ("[::1]", true), ("127.3.2.1", true), ("llm.example", true),
        ("evil.example", false), ("localhost.evil.example", false), ("192.168.1.7", false), ("0.0.0.0", false), ("127.0.0.1.nip.io", false), ("2130706433", false),
    ];

    private static readonly (string? Origin, bool Allowed)[] s_origins =
    [
        (null, true), ("http://127.0.0.1:PORT", true), ("http://localhost:PORT", true), ("https://proxy.example", true),
        ("http://evil.example", false), ("http://localhost", false), ("http://127.0.0.1:1", false), ("https://localhost:PORT", false), ("null", false),
        ("http://evil.example:PORT", false), ("http://llm.example:PORT", false), ("file://", false),
    ];

    private static readonly (string? Type, bool Allowed)[] s_types =
    [
        ("application/json", true), ("application/json; charset=utf-8", true), ("APPLICATION/JSON", true),
        ("text/plain", false), ("application/x-www-form-urlencoded", false), ("multipart/form-data; boundary=x", false), ("application/json; charset=utf-16", false), (null, false),
    ];

    private static Task<ApiServer> StartAsync(params string[] keys) => ApiServer.StartAsync(s => s.Configure<EdgeOptions>(o =>
    {
        o.AllowedHosts.Add("llm.example");
        o.AllowedOrigins.Add("https://proxy.example");
        foreach (var key in keys) o.ApiKeys.Add(key);
    }));

    [Fact]
    public async Task Post_EveryHostOriginAndType_RunsOnlyWhatIsAllowed()
    {
        await using var server = await StartAsync();
        var expectedRuns = 0;
        foreach (var path in new[] { "/v1/messages", "/v1/chat/completions", "/v1/completions" })
        foreach (var (host, hostAllowed) in s_hosts)
        foreach (var (origin, originAllowed) in s_origins)
        foreach (var (type, typeAllowed) in s_types)
        {
            using var request = Request(server, HttpMethod.Post, path, host, origin);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Route.Of(path).Body));
            if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var response = await server.Client.SendAsync(request);
            var expected = !hostAllowed || !originAllowed ? 403 : !typeAllowed ? 415 : 200;
            Assert.True(expected == (int)response.StatusCode, $"{path} {host} {origin} {type}: {(int)response.StatusCode}, not {expected}");
            Assert.Equal(hostAllowed && origin == "https://proxy.example" ? origin : null, Header(response, "Access-Control-Allow-Origin"));
            Assert.Null(Header(response, "Access-Control-Allow-Credentials"));
            if (expected == 200) expectedRuns++;
        }

        Assert.Equal(expectedRuns, server.Model.Submitted.Count);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "POST")]
    [InlineData("/v1/models", "GET")]
    [InlineData("/tokenize", "POST")]
    [InlineData("/api/settings", "PATCH")]
    [InlineData("/health", "GET")]
    public async Task Preflight_ListedOrigin_IsAnsweredWithoutAKeyAndWithoutCredentials(string path, string method)
    {
        await using var server = await StartAsync("secret-a");
        using var response = await PreflightAsync(server, path, method, "https://proxy.example");
        Assert.Equal((204, "https://proxy.example"), ((int)response.StatusCode, Header(response, "Access-Control-Allow-Origin")));
        Assert.Contains(method, Header(response, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("authorization, x-stainless-lang", Header(response, "Access-Control-Allow-Headers"));
        Assert.Equal("600", Header(response, "Access-Control-Max-Age"));
        Assert.Contains("Origin", response.Headers.Vary);
        Assert.Null(Header(response, "Access-Control-Allow-Credentials"));
        Assert.Empty(server.Model.Submitted);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "http://evil.example", 403)]
    [InlineData("/v1/chat/completions", "null", 403)]
    [InlineData("/v1/chat/completions", "http://localhost:PORT", 401)]
    [InlineData("/settings", "https://proxy.example", 401)]
    [InlineData("/_blazor/negotiate", "https://proxy.example", 401)]
    public async Task Preflight_OthersOriginsAndPages_GrantsNothing(string path, string origin, int expected)
    {
        await using var server = await StartAsync("secret-a");
        using var response = await PreflightAsync(server, path, "POST", origin);
        Assert.Equal(expected, (int)response.StatusCode);
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Answer_ToAListedOrigin_CanBeReadWhateverItIs()
    {
        await using var server = await StartAsync("secret-a");
        foreach (var (key, expected) in new[] { ("secret-a", 200), ("wrong", 401) })
        {
            using var request = Request(server, HttpMethod.Get, "/v1/models", "localhost", "https://proxy.example");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await server.Client.SendAsync(request);
            Assert.Equal((expected, "https://proxy.example", "*"), ((int)response.StatusCode, Header(response, "Access-Control-Allow-Origin"), Header(response, "Access-Control-Expose-Headers")));
        }

        using var page = Request(server, HttpMethod.Get, "/", "localhost", "https://proxy.example");
        using var shown = await server.Client.SendAsync(page);
        Assert.Null(Header(shown, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1/models")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/api/snapshot")]
    [InlineData("GET", "/_blazor")]
    [InlineData("POST", "/_blazor/negotiate")]
    [InlineData("POST", "/api/models/load")]
    public async Task AnyRoute_ForeignHostOrOrigin_IsRefused(string method, string path)
    {
        await using var server = await StartAsync();
        foreach (var (host, origin) in new[] { ("evil.example", (string?)null), ("localhost", "http://evil.example") })
        {
            using var request = Request(server, new HttpMethod(method), path, host, origin);
            using var response = await server.Client.SendAsync(request);
            Assert.Equal(403, (int)response.StatusCode);
            Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task WebSocketUpgrade_ForeignOrigin_IsRefused()
    {
        await using var server = await StartAsync();
        using var request = Request(server, HttpMethod.Get, "/_blazor", "localhost", "http://evil.example");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(403, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(null, null, 401)]
    [InlineData("Authorization", "Bearer wrong", 401)]
    [InlineData("Authorization", "Bearer ", 401)]
    [InlineData("Authorization", "Bearer secret-a2", 401)]
    [InlineData("x-api-key", "", 401)]
    [InlineData("Authorization", "Bearer secret-a", 200)]
    [InlineData("x-api-key", "secret-b", 200)]
    public async Task Key_Configured_IsAskedForEverywhereButProbes(string? header, string? value, int expected)
    {
        await using var server = await StartAsync("secret-a", "secret-b");
        foreach (var path in new[] { "/v1/models", "/api/snapshot", "/metrics", "/openapi/v1.json" })
        {
            using var request = Request(server, HttpMethod.Get, path, "localhost", null);
            if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
            using var response = await server.Client.SendAsync(request);
            Assert.Equal(expected, (int)response.StatusCode);
        }

        foreach (var path in new[] { "/health", "/health/live", "/health/ready" })
        {
            using var response = await server.Client.GetAsync(path);
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task Key_OneOfSeveral_GetsACacheScopeOfItsOwn()
    {
        await using var server = await StartAsync("secret-a", "secret-b");
        foreach (var key in new[] { "secret-a", "secret-b" })
        {
            using var request = Request(server, HttpMethod.Post, "/v1/messages", "localhost", null);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            request.Content = new StringContent(Route.Messages.Body, Encoding.UTF8, "application/json");
            using var response = await server.Client.SendAsync(request);
            Assert.Equal(200, (int)response.StatusCode);
        }

        Assert.Equal(2, server.Model.Submitted.Select(r => r.CacheScope).Distinct().Count());
    }

    [Fact]
    public async Task Key_FromABrowser_IsThePasswordOfBasicAuthentication()
    {
        await using var server = await StartAsync("secret-a");
        using var refused = await server.Client.GetAsync("/api/snapshot");
        Assert.Equal("Basic", refused.Headers.WwwAuthenticate.Single().Scheme);
        using var request = Request(server, HttpMethod.Get, "/api/snapshot", "localhost", null);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("me:secret-a"u8));
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, false)]
    [InlineData("POST", "/v1/messages/batches", 404, true)]
    [InlineData("GET", "/v1/messages", 405, true)]
    [InlineData("DELETE", "/v1/chat/completions", 405, false)]
    [InlineData("GET", "/v1/completions", 405, false)]
    [InlineData("PUT", "/v1/models/tiny", 405, false)]
    public async Task Route_UnknownOrWrongMethod_HasTheDialectsEnvelope(string method, string path, int status, bool isAnthropic)
    {
        await using var server = await StartAsync();
        using var request = Request(server, new HttpMethod(method), path, "localhost", null);
        if (method is "POST" or "PUT") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request);
        var json = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(isAnthropic, json.TryGetProperty("request_id", out _));
        Assert.Contains(path, json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PreflightAsync(ApiServer server, string path, string method, string origin)
    {
        using var request = Request(server, HttpMethod.Options, path, "localhost", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", method);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization, x-stainless-lang");
        return await server.Client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    private static HttpRequestMessage Request(ApiServer server, HttpMethod method, string path, string host, string? origin)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Host = host;
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin.Replace("PORT", server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return request;
    }
}
