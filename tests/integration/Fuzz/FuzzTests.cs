using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Fuzz;

/// <summary>
/// Generated requests, valid, invalid and no HTTP at all, over real HTTP to the published app: no server error, the process
/// alive, refusals that name the field, streams that pass their grammar. PENSIEVE_FUZZ_REQUESTS and _SEED make it longer
/// or another one.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Clients = 6;

    private static readonly int s_requests = Read("PENSIEVE_FUZZ_REQUESTS", 2000);
    private static readonly int s_seed = Read("PENSIEVE_FUZZ_SEED", 20261121);

    private AppProcess _app = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() =>
        _app = await AppProcess.StartAsync(["--models", Path.Combine(AppProcess.RepositoryRoot, "models"), "--device", "cpu", "--threads", "1", "--parallel", "4", "--ctx", "512"]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task GeneratedRequests_OverHttp_NeverBreakTheServer()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _app.Address, Timeout = TimeSpan.FromSeconds(60) };
        var faults = new ConcurrentQueue<string>();
        var statuses = new ConcurrentDictionary<int, int>();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < s_requests && faults.Count < 20; number = Interlocked.Increment(ref next))
            {
                var request = FuzzRequests.Make(s_seed, number);
                try
                {
                    using var message = request.ToMessage();
                    using var response = await client.SendAsync(message);
                    var body = await response.Content.ReadAsStringAsync();
                    statuses.AddOrUpdate((int)response.StatusCode, 1, (_, n) => n + 1);
                    if (FuzzVerdict.Judge(request, response, body) is { } fault) faults.Enqueue($"#{number}: {fault}\n{request}\n{(int)response.StatusCode} {body[..Math.Min(body.Length, 1000)]}\n");
                }
                catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
                {
                    faults.Enqueue($"#{number}: {fault.Message}\n{request}\n");
                }
            }
        })));

        output.WriteLine($"{s_requests} requests, seed {s_seed}: " + string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key} × {s.Value}")));
        Assert.True(faults.IsEmpty, string.Join('\n', faults));
        await CheckHealthyAsync(client);
    }

    [Fact]
    public async Task RawBytes_OnTheSocket_NeverBreakTheServer()
    {
        var random = new Random(s_seed);
        for (var i = 0; i < s_requests / 10; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(_app.Address.Host, _app.Address.Port);
            var bytes = RawRequests.Make(random);
            try
            {
                await socket.SendAsync(bytes);
                socket.Shutdown(SocketShutdown.Send);
                var answer = new byte[64];
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                var read = await socket.ReceiveAsync(answer, limit.Token);
                var status = Encoding.ASCII.GetString(answer, 0, read);
                // 505 is HTTP's own answer to a protocol version that is none.
                Assert.True(!status.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) || status.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), status + "\n" + Encoding.Latin1.GetString(bytes));
            }
            catch (SocketException)
            {
                // Cut off by the server, as it should with what is not HTTP.
            }
        }

        using var client = new HttpClient { BaseAddress = _app.Address };
        await CheckHealthyAsync(client);
    }

    [Fact]
    public async Task HostilePayloads_AreRefusedQuicklyAndByName()
    {
        using var client = new HttpClient { BaseAddress = _app.Address, Timeout = TimeSpan.FromSeconds(30) };
        foreach (var (path, body, field) in HostilePayloads.All)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(path, content);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode is 400 or 413, $"{path} {body[..Math.Min(200, body.Length)]}: {(int)response.StatusCode} {text}");
            Assert.True(text.Contains(field, StringComparison.Ordinal), $"{body[..Math.Min(200, body.Length)]}: {text}");
        }

        await CheckHealthyAsync(client);
    }

    private static int Read(string name, int fallback) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;

    // Alive, never restarted, nothing left running, and it still answers.
    private async Task CheckHealthyAsync(HttpClient client)
    {
        Assert.False(_app.HasExited);
        JsonElement model = default;
        await Eventually.TrueAsync(
            async () =>
            {
                model = JsonElement.Parse(await client.GetStringAsync("/api/snapshot")).GetProperty("models")[0];
                return model.GetProperty("accepted").GetInt64() == model.GetProperty("ended").GetInt64();
            },
            TimeSpan.FromSeconds(30), () => "every accepted request to end: " + model);
        Assert.Equal(0, model.GetProperty("restarts").GetInt32());
        using var content = new StringContent(FuzzRoute.All[0].Bodies[0], Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v1/messages", content);
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
