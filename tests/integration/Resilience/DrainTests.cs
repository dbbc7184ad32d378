using System.Net;
using System.Net.Http.Json;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Resilience;

/// <summary>Shutdown while much is going on.</summary>
public sealed class DrainTests
{
    private const int Clients = 24;
    private const int Terminate = 15;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Terminated_UnderLoadOnABusyMachine_WritesEveryAcceptedAnswerToItsEnd()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        using var busy = new BusyCores();
        var answered = 0;
        var clients = Enumerable.Range(0, Clients).Select(i => Task.Run(async () =>
        {
            List<string> broken = [];
            for (var turn = 0; !app.HasExited; turn++)
            {
                var (kept, fault) = await AskAsync(api, i + turn);
                if (fault is not null) broken.Add(fault);
                if (!kept) break;
                Interlocked.Increment(ref answered);
            }

            return broken;
        })).ToArray();
        await Eventually.TrueAsync(() => Volatile.Read(ref answered) > Clients, s_limit, "some answers");

        AppProcess.Signal(app.Pid, Terminate);
        var faults = (await Task.WhenAll(clients).WaitAsync(s_limit)).SelectMany(f => f).ToArray();
        await app.WaitForExitAsync(s_limit);

        Assert.True(faults.Length == 0, string.Join('\n', faults) + "\n" + app.Output);
        Assert.Equal(0, app.ExitCode);
    }

    [Fact]
    public async Task Terminated_RequestsOutlastTheDrainTime_AreToldSo()
    {
        await using var app = await AppProcess.StartAsync([.. RealAppFixture.Arguments, "--drain-seconds", "1"]);
        using var api = new Api(app.Address);
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++) streams.Add(await api.StreamAsync(i % 2 == 0 ? "openai" : "anthropic", 8000, $"Story {i}"));
        await api.BusyAsync(4);

        AppProcess.Signal(app.Pid, Terminate);
        for (var i = 0; i < 4; i++)
        {
            var body = await streams[i].Content.ReadAsStringAsync().WaitAsync(s_limit);
            Assert.Contains(i % 2 == 0 ? "data: {\"error\":{" : "event: error\ndata: {\"type\":\"error\"", body, StringComparison.Ordinal);
            Assert.Contains("The server was shut down before this request was finished.", body, StringComparison.Ordinal);
            streams[i].Dispose();
        }

        await app.WaitForExitAsync(s_limit);
        Assert.Equal(0, app.ExitCode);
    }

    /// <summary>One request. Not kept = refused, or nobody listens any more; a fault = it was accepted and its answer is not whole.</summary>
    private static async Task<(bool Kept, string? Fault)> AskAsync(Api api, int kind)
    {
        var (path, stream, end) = (kind % 4) switch
        {
            0 => ("/v1/chat/completions", true, "data: [DONE]\n\n"),
            1 => ("/v1/messages", true, "data: {\"type\":\"message_stop\"}\n\n"),
            2 => ("/v1/chat/completions", false, "}"),
            _ => ("/v1/messages", false, "}"),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(new
            {
                model = "tiny", max_tokens = 60, stream, temperature = 0, ignore_eos = true, messages = new[] { new { role = "user", content = $"Number {kind}" } },
            }),
        };
        HttpResponseMessage response;
        try
        {
            response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException)
        {
            return (false, null);
        }

        using (response)
        {
            if (response.StatusCode != HttpStatusCode.OK) return (false, (int)response.StatusCode is 503 or 529 ? null : $"{path}: {(int)response.StatusCode}");
            try
            {
                var body = await response.Content.ReadAsStringAsync();
                return body.EndsWith(end, StringComparison.Ordinal) ? (true, null) : (false, $"{path} ends with: {body[^Math.Min(200, body.Length)..]}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return (false, $"{path}, stream {stream}: {(e.InnerException ?? e).Message}");
            }
        }
    }

    /// <summary>Twice as many threads at work as there are cores.</summary>
    private sealed class BusyCores : IDisposable
    {
        private volatile bool _over;

        public BusyCores()
        {
            for (var i = 0; i < 2 * Environment.ProcessorCount; i++)
            {
                new Thread(() =>
                {
                    while (!_over) Thread.SpinWait(1000);
                }) { IsBackground = true }.Start();
            }
        }

        public void Dispose() => _over = true;
    }
}
