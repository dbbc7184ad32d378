using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Alerts;
using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Alerts;

public sealed class WebhookTests : IDisposable
{
    private readonly KeptSettings _kept = new();
    private readonly TcpListener _sink = new(IPAddress.Loopback, 0);
    private readonly List<string> _got = [];

    public WebhookTests() => _sink.Start();

    public void Dispose()
    {
        _sink.Dispose();
        _kept.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("::ffff:192.168.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2606:4700::1111", false)]
    public void IsInside_Address_IsJudged(string address, bool inside) => Assert.Equal(inside, WebhookConnection.IsInside(IPAddress.Parse(address)));

    [Fact]
    public async Task Post_Allowed_ArrivesInOrderAfterAFailureAndFollowsNoRedirect()
    {
        await SetAsync(isPrivate: true);
        using var hook = new Webhook(_kept.Settings, TimeProvider.System, NullLogger<Webhook>.Instance);
        await hook.StartAsync(default);
        var serving = ServeAsync("503 Service Unavailable", "204 No Content", "204 No Content", "302 Found\r\nLocation: http://127.0.0.1:1/");
        hook.Post("began", Make("one"));
        hook.Post("ended", Make("two"));
        await Eventually.TrueAsync(() => hook.Sent == 2, TimeSpan.FromSeconds(20), "The post did not arrive.");

        Assert.Equal(3, _got.Count);
        Assert.StartsWith("POST /hook?x=1 HTTP/1.1", _got[0], StringComparison.Ordinal);
        Assert.Contains("\"event\":\"began\"", _got[1], StringComparison.Ordinal);
        Assert.Contains("\"rule\":\"two\"", _got[2], StringComparison.Ordinal);
        hook.Post("began", Make("three"));
        await Eventually.TrueAsync(() => _got.Count == 4, TimeSpan.FromSeconds(20), "The post did not arrive.");
        await serving;
        Assert.Equal(2, hook.Sent);
        await hook.StopAsync(default);
    }

    [Fact]
    public async Task Post_ToThisMachine_IsNotSentUnlessAllowed()
    {
        await SetAsync(isPrivate: false);
        using var client = WebhookConnection.CreateClient(() => _kept.Settings.IsOn(SettingTable.WebhookPrivate));
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::ffff:127.0.0.1]" })
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"http://{host}:{((IPEndPoint)_sink.LocalEndpoint).Port}/"));
            Assert.IsType<UnauthorizedAccessException>(refused.InnerException);
        }

        Assert.False(_sink.Pending());
    }

    private static Alert Make(string rule) => new(1, rule, Severity.Warning, "Title", null, null, "", DateTimeOffset.UnixEpoch, null, null);

    private async Task SetAsync(bool isPrivate)
    {
        var outcome = await _kept.Settings.ChangeAsync(
            new Dictionary<string, string?>
            {
                [SettingTable.Webhook] = $"http://127.0.0.1:{((IPEndPoint)_sink.LocalEndpoint).Port}/hook?x=1", [SettingTable.WebhookPrivate] = isPrivate ? "true" : "false",
            }, false, null, new AccessIdentity("m", "me", AccessLevel.Admin), default);
        Assert.NotNull(outcome.Done);
    }

    private async Task ServeAsync(params string[] answers)
    {
        foreach (var answer in answers)
        {
            using var connection = await _sink.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (!text.ToString().EndsWith('}') && !text.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
                text.Append(Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer)));
            _got.Add(text.ToString());
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
    }
}
