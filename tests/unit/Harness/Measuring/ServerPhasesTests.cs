using System.Net;
using System.Text;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;

namespace Pensieve.Tests.Unit.Harness.Measuring;

public sealed class ServerPhasesTests
{
    private const string Records = """
        [{"id":"chatcmpl-1","usage":{"promptTokens":4,"cachedTokens":0,"outputTokens":10},"phases":{"received":1000000,"submitted":1100000,"queued":1200000,"slotAssigned":3000000,"prefillDone":9000000,"firstToken":10000000,"lastToken":60000000,"ended":61000000}},
         {"id":"req_other","usage":{"outputTokens":99},"phases":{"received":1,"slotAssigned":1,"prefillDone":1,"firstToken":1,"lastToken":1}}]
        """;

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public async Task Read_MatchesByIdAndTakesTtftApart(int clientTokens, bool agree)
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var serving = Task.Run(async () =>
        {
            var context = await listener.GetContextAsync();
            context.Response.Close(Encoding.UTF8.GetBytes(Records), willBlock: false);
        }, TestContext.Current.CancellationToken);
        using var client = new LlmClient(new Target { Url = new Uri($"http://127.0.0.1:{port}/"), Kind = "pensieve", Model = "m" });
        var tick = System.Diagnostics.Stopwatch.Frequency / 1000;
        GenerationResult[] ours = [new() { ServerId = "req_1", Send = tick, First = 11 * tick, OutputTokens = clientTokens }, new() { ServerId = "req_unknown", First = 1 }];
        var phases = await ServerPhases.ReadAsync(client, ours, TestContext.Current.CancellationToken);
        await serving;
        Assert.NotNull(phases);
        Assert.Equal((1, 2.0, 6.0, 50.0, 1.0), (phases.Matched, phases.Queue.Percentile(0.5), phases.Prefill.Percentile(0.5), phases.Decode.Percentile(0.5), Math.Round(phases.Outside.Percentile(0.5)!.Value, 6)));
        Assert.Equal(agree, phases.Gate().Passed);
        Assert.All(phases.Measurements(), m => Assert.Null(m.Value));
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
