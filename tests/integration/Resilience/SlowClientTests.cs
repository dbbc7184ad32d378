using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Resilience;

/// <summary>Clients that send or read at no speed at all: others do not notice, and what they hold is taken back.</summary>
public sealed class SlowClientTests(ITestOutputHelper output)
{
    private const int HalfSent = 1000;

    private static readonly string[] s_halves =
    [
        "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"model\":\"tiny\",",
        "POST /v1/responses HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"model\"",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        "P",
    ];

    [Fact]
    public async Task Health_UnderAThousandHalfSentRequests_StaysQuick()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        await MeasureAsync(api); // the first requests compile code
        var before = await MeasureAsync(api);
        var sockets = new List<Socket>(HalfSent);
        try
        {
            for (var i = 0; i < HalfSent; i++)
            {
                var socket = await ConnectAsync(app.Address);
                sockets.Add(socket);
                await socket.SendAsync(Encoding.ASCII.GetBytes(s_halves[i % s_halves.Length]));
            }

            var under = await MeasureAsync(api);
            output.WriteLine($"/health: p50 {Ms(before, 49)}, p99 {Ms(before, 98)}; under {HalfSent} half-sent requests p50 {Ms(under, 49)}, p99 {Ms(under, 98)}");
            // Against itself, by the median: the tests share their cores with each other.
            Assert.True(under[49] < (10 * before[49]) + TimeSpan.FromMilliseconds(100), $"The median went from {Ms(before, 49)} to {Ms(under, 49)}.");
            Assert.Equal(System.Net.HttpStatusCode.OK, await api.CompleteAsync());
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    [Theory]
    [InlineData("/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"logprobs\":true,\"max_tokens\":6000")]
    [InlineData("/v1/responses", "\"input\":\"Hi\",\"include\":[\"message.output_text.logprobs\"],\"max_output_tokens\":6000")]
    public async Task Reader_ThatStopsReading_IsCutOffAndItsSlotIsFree(string path, string rest)
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments, new Dictionary<string, string> { ["Api__WriteDeadline"] = "00:00:01" });
        using var api = new Api(app.Address);
        using var socket = await ConnectAsync(app.Address, receiveBuffer: 4096);
        var body = $"{{\"model\":\"tiny\",\"stream\":true,\"ignore_eos\":true,\"top_logprobs\":20,{rest}}}";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        await api.BusyAsync(1);
        await Eventually.TrueAsync(async () => await api.BusySlotsAsync() == 0, TimeSpan.FromSeconds(60), () => "the slot to be free");
        // The slot is free a moment before the request is on record.
        JsonElement[] records = [];
        await Eventually.TrueAsync(
            async () => (records = [.. JsonElement.Parse(await api.Client.GetStringAsync("/api/requests")).EnumerateArray()]).Length > 0,
            TimeSpan.FromSeconds(30), () => "the request to be on record");
        Assert.Contains(Assert.Single(records).GetProperty("reason").GetString(), new[] { "Failed", "Cancelled" });
        Assert.Equal(System.Net.HttpStatusCode.OK, await api.CompleteAsync());
    }

    // 100 answers of /health, the quickest first.
    private static async Task<TimeSpan[]> MeasureAsync(Api api)
    {
        var times = new TimeSpan[100];
        for (var i = 0; i < times.Length; i++)
        {
            var clock = Stopwatch.StartNew();
            using var response = await api.Client.GetAsync("/health");
            times[i] = clock.Elapsed;
            Assert.True(response.IsSuccessStatusCode);
        }

        Array.Sort(times);
        return times;
    }

    private static string Ms(TimeSpan[] times, int rank) => string.Create(CultureInfo.InvariantCulture, $"{times[rank].TotalMilliseconds:F1} ms");

    private static async Task<Socket> ConnectAsync(Uri address, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer > 0) socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(address.Host, address.Port);
        return socket;
    }
}
