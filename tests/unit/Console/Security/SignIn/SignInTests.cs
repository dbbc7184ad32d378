using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;
using Pensieve.Console.Security.SignIn;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Security.SignIn;

public sealed partial class SignInTests : IAsyncLifetime
{
    private readonly List<HttpClient> _browsers = [];
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _browsers.ForEach(b => b.Dispose());
        await _server.DisposeAsync();
    }

    private SignInLink Link => _server.Services.GetRequiredService<SignInLink>();

    [Fact]
    public async Task Link_UsedOnce_SignsInAsAdminAndIsReplaced()
    {
        var (browser, link) = (Browser(), Link.Path);
        Assert.Matches("^/sign-in\\?t=[0-9a-f]{32}$", link);
        using var entered = await browser.GetAsync(link + "&returnUrl=%2Fsettings");

        Assert.Equal((302, "/settings"), ((int)entered.StatusCode, entered.Headers.Location!.ToString()));
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"pensieve-{_server.Address.Port}=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Equal(200, await StatusAsync(browser, "/api/keys"));
        Assert.Equal(401, await StatusAsync(Browser(), link));
        Assert.NotEqual(link, Link.Path);
        Assert.Equal(302, await StatusAsync(Browser(), Link.Path));
    }

    [Theory]
    [InlineData("/runs?x=1", "/runs?x=1")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/sign-in?returnUrl=/", "/")]
    [InlineData("", "/")]
    public async Task ReturnUrl_OfAnotherPlace_IsNotFollowed(string url, string expected)
    {
        using var entered = await Browser().GetAsync($"{Link.Path}&returnUrl={Uri.EscapeDataString(url)}");

        Assert.Equal(expected, entered.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData(AccessLevel.Inference, 403, 403)]
    [InlineData(AccessLevel.Operate, 200, 403)]
    [InlineData(AccessLevel.Admin, 200, 200)]
    public async Task Key_TypedIn_GivesItsRoleUntilItIsRevoked(AccessLevel scope, int operate, int admin)
    {
        var keys = _server.Services.GetRequiredService<KeyManager>();
        var made = (await keys.CreateAsync(new NewKey("me", scope, new KeyLimits(), null), "test", default)).Value!;
        var browser = Browser();

        using var entered = await SubmitAsync(browser, made.Secret);
        Assert.Equal(302, (int)entered.StatusCode);
        Assert.Equal((operate, admin), (await StatusAsync(browser, "/api/snapshot"), await StatusAsync(browser, "/api/keys")));
        Assert.Equal(200, await StatusAsync(browser, "/_blazor/negotiate?negotiateVersion=1", HttpMethod.Post));

        await keys.RevokeAsync("me", default);
        Assert.Equal((401, 302), (await StatusAsync(browser, "/api/snapshot"), await StatusAsync(browser, "/")));
        Assert.Equal(401, await StatusAsync(browser, "/_blazor/negotiate?negotiateVersion=1", HttpMethod.Post));
    }

    [Fact]
    public async Task Form_WithoutItsToken_IsRefused()
    {
        var made = (await _server.Services.GetRequiredService<KeyManager>().CreateAsync(new NewKey("me", AccessLevel.Admin, new KeyLimits(), null), "test", default)).Value!;
        using var form = new FormUrlEncodedContent([new("key", made.Secret)]);
        using var response = await Browser().PostAsync("/sign-in", form);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.False(response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("pensieve", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Guessing_IsSlowedAndWrittenDown()
    {
        var browser = Browser();
        for (var i = 0; i < SignInThrottle.PerMinute; i++)
        {
            using var wrong = await SubmitAsync(browser, "pv-wrong");
            Assert.Equal(401, (int)wrong.StatusCode);
        }

        using var slowed = await SubmitAsync(browser, "pv-wrong");
        Assert.Equal(429, (int)slowed.StatusCode);
        Assert.InRange(slowed.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(429, await StatusAsync(browser, "/sign-in?t=00000000000000000000000000000000"));

        var audit = _server.Services.GetRequiredService<AuditRepository>();
        await Eventually.TrueAsync(async () => (await audit.ListAsync(100, null, "sign-in", default)).Value!.Count(e => e.Outcome.StartsWith("refused", StringComparison.Ordinal)) == 5, TimeSpan.FromSeconds(20), () => "five entries");
    }

    [Fact]
    public async Task SignOut_TakesTheCookieAndNeedsAnOrigin()
    {
        var browser = Browser();
        await StatusAsync(browser, Link.Path);
        using (var bare = await browser.PostAsync("/sign-out", null)) Assert.Equal(400, (int)bare.StatusCode);
        Assert.Equal(200, await StatusAsync(browser, "/api/keys"));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-out");
        request.Headers.TryAddWithoutValidation("Origin", _server.Address.GetLeftPart(UriPartial.Authority));
        using var left = await browser.SendAsync(request);
        Assert.Equal((302, "/sign-in?left=1"), ((int)left.StatusCode, left.Headers.Location!.ToString()));
        Assert.Equal(401, await StatusAsync(browser, "/api/keys"));
    }

    [Fact]
    public async Task SignInOff_ThisMachine_IsAdmin()
    {
        await using var server = await ApiServer.StartAsync(arguments: "--Pensieve:SignIn=off");

        Assert.Equal(200, await StatusAsync(server.Client, "/api/keys"));
        Assert.Equal(200, await StatusAsync(server.Client, "/_blazor/negotiate?negotiateVersion=1", HttpMethod.Post));
    }

    private HttpClient Browser()
    {
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = _server.Address };
        _browsers.Add(browser);
        return browser;
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string key)
    {
        var page = await browser.GetStringAsync("/sign-in");
        using var form = new FormUrlEncodedContent([new("key", key), new("returnUrl", "/"), new("__RequestVerificationToken", Token().Match(page).Groups[1].Value)]);
        return await browser.PostAsync("/sign-in", form);
    }

    private static async Task<int> StatusAsync(HttpClient client, string path, HttpMethod? method = null)
    {
        using var response = await client.SendAsync(new HttpRequestMessage(method ?? HttpMethod.Get, path));
        return (int)response.StatusCode;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
