using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Security;

public sealed class PagePassTests
{
    private readonly AdjustableTime _time = new();

    [Fact]
    public void Redeem_ASecondTimeOrTooLate_IsNobody()
    {
        var passes = new PagePasses(_time);
        var who = new AccessIdentity("key1", "me", AccessLevel.Operate);
        var pass = passes.Issue(who);
        Assert.Null(passes.Redeem(pass[..^1] + "x"));
        Assert.Equal(who, passes.Redeem(pass));
        Assert.Null(passes.Redeem(pass));

        var late = passes.Issue(who);
        _time.Now += PagePasses.Lifetime;
        Assert.Null(passes.Redeem(late));
    }

    [Fact]
    public void Issue_MoreThanAreKept_VoidsTheOldest()
    {
        var passes = new PagePasses(_time);
        var who = AccessIdentity.Local(AccessLevel.Inference);
        var all = Enumerable.Range(0, PagePasses.Capacity + 1).Select(_ => passes.Issue(who)).ToArray();
        Assert.Null(passes.Redeem(all[0]));
        Assert.All(all[1..], p => Assert.NotNull(passes.Redeem(p)));
    }

    [Fact]
    public async Task Request_WithAPass_HasItsRightsOnceWhereAKeyIsRequired()
    {
        await using var server = await ApiServer.StartAsync(arguments: ["--Pensieve:SignIn=off", "--Security:ApiKeys:0=a-key-of-the-configuration"]);
        var passes = server.Services.GetRequiredService<PagePasses>();
        var viewer = passes.Issue(new AccessIdentity("viewer", "viewer", AccessLevel.Inference));
        var admin = passes.Issue(AccessIdentity.Local(AccessLevel.Admin));

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(server, "/v1/chat/completions", null));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, "/v1/chat/completions", admin));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(server, "/v1/chat/completions", admin));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, "/api/models/load", viewer));
    }

    private static async Task<HttpStatusCode> SendAsync(ApiServer server, string path, string? pass)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Route.Chat.Body, System.Text.Encoding.UTF8, "application/json") };
        if (pass is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", pass);
        using var response = await server.Client.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class AdjustableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
