using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Api;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

public sealed class StreamTests
{
    private static readonly string[] s_alphabet =
        ["a", "Z", " ", "\n", "\r\n", "\t", "\"", "\\", "/", "\0", "\u0007", "\u007f", "\u0085", "\u2028", "\u2029", "é", "ß", "€", "漢", "字", "😀", "👩‍🚀", "<|im_end|>", "data: ", "event: x\n\n", "â", "\u200b"];

    [Fact]
    public async Task Stream_RandomTextInRandomPieces_EqualsTheUnstreamedAnswer()
    {
        await using var server = await ApiServer.StartAsync();
        var random = new Random(20261121);
        for (var round = 0; round < 60; round++)
        {
            var pieces = Enumerable.Range(0, random.Next(1, 40)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(0, 9)).Select(_ => s_alphabet[random.Next(s_alphabet.Length)]))).ToArray();
            server.Model.Script = g => g.SayAsync(pieces);
            foreach (var route in Route.All)
            {
                var body = route.With(route.LimitField, "1000");
                var stream = await server.PostForStreamAsync(route.Path, body[..^1] + ",\"stream\":true}");
                var whole = await server.PostForJsonAsync(route.Path, body);
                Assert.Equal(string.Concat(pieces), route.TextOf(whole));
                Assert.Equal(string.Concat(pieces), route.ParseText(stream));
                Assert.DoesNotContain("\u2028", stream, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Stream_SilentQueueAndPrefill_GetsKeepAlives()
    {
        await using var server = await ApiServer.StartAsync(s => s.Configure<ApiOptions>(o => o.KeepAlive = TimeSpan.FromMilliseconds(15)));
        foreach (var route in Route.All)
        {
            var (start, speak) = (new TaskCompletionSource(), new TaskCompletionSource());
            server.Model.Script = async g =>
            {
                g.Queue();
                await start.Task;
                g.Start();
                await speak.Task;
                g.Say("x"u8);
                g.End(FinishReason.EndOfTurn);
            };
            using var request = new HttpRequestMessage(HttpMethod.Post, route.Path) { Content = new StringContent(route.With("stream", "true"), Encoding.UTF8, "application/json") };
            using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            var text = new StringBuilder();
            await ReadUntilAsync(body, text, t => CountKeepAlives(t) >= 2);
            start.SetResult();
            var queued = CountKeepAlives(text.ToString());
            await ReadUntilAsync(body, text, t => CountKeepAlives(t) >= queued + 2 && (t.Contains("assistant", StringComparison.Ordinal) || t.Contains("response.created", StringComparison.Ordinal) || route == Route.Completions));
            speak.SetResult();
            await ReadUntilAsync(body, text, null);
            Assert.Equal("x", route.ParseText(text.ToString()));
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("queued")]
    [InlineData("prefill")]
    [InlineData("decode")]
    public async Task Disconnect_InEachPhase_CancelsTheGeneration(string phase)
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var route in Route.All)
        foreach (var stream in new[] { "true", "false" })
        {
            var reached = new TaskCompletionSource();
            server.Model.Script = g =>
            {
                if (phase == "queued") g.Queue();
                if (phase is "prefill" or "decode") g.Start();
                if (phase == "decode") g.Say("x"u8);
                reached.SetResult();
                return Task.CompletedTask;
            };
            using var abort = new CancellationTokenSource();
            using var content = new StringContent(route.With("stream", stream), Encoding.UTF8, "application/json");
            var pending = server.Client.PostAsync(route.Path, content, abort.Token);
            await reached.Task;
            await abort.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
            var id = server.LastRequest.Id;
            await Wait.UntilAsync(() => { lock (server.Model.Cancelled) return server.Model.Cancelled.Contains(id); }, $"cancel of {route.Path} in phase {phase}");
        }
    }

    [Fact]
    public async Task SlowReader_TakesNothing_IsCutOffAndItsGenerationEnds()
    {
        await using var server = await ApiServer.StartAsync(s => s.Configure<ApiOptions>(o => o.WriteDeadline = TimeSpan.FromMilliseconds(200)));
        var line = Encoding.UTF8.GetBytes(new string('x', 16 * 1024));
        var ended = new TaskCompletionSource();
        server.Model.Script = async g =>
        {
            g.Start();
            while (!server.Model.Cancelled.Contains(g.Request.Id))
                if (!g.Say(line)) await Task.Delay(1);
            ended.SetResult();
        };
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        var body = Route.Messages.With("stream", "true");
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        using var health = await server.Client.GetAsync("/health/live");
        Assert.True(health.IsSuccessStatusCode);
    }

    private static int CountKeepAlives(string text) =>
        text.Split("\n\n").Count(f => f.StartsWith("event: ping", StringComparison.Ordinal) || f.StartsWith(": ", StringComparison.Ordinal));

    private static async Task ReadUntilAsync(Stream body, StringBuilder text, Func<string, bool>? enough)
    {
        var buffer = new byte[4096];
        while (enough is null || !enough(text.ToString()))
        {
            var read = await body.ReadAsync(buffer);
            if (read == 0) break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
    }
}
