using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>Connections that send a header a byte at a time.</summary>
internal sealed class SlowHeaders() : ScenarioCase(
    "resilience/slow-headers", "Headers byte by byte", "callers who never finish their request are cut off in time, and serve as no denial of service meanwhile", (13, 30, 60), disturbs: true)
{
    private const double CutWithin = 30;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (!context.Target.IsPensieve) return CaseOutcome.Skip("Other servers promise no limit in time for headers.");
        var count = context.Count("connections", 200, 500, 1000);
        var head = Encoding.ASCII.GetBytes($"POST /v1/messages HTTP/1.1\r\nHost: {context.Target.Url.Authority}\r\nX-Slow: " + new string('x', 200));
        await Patience.UntilAsync(async () => await ServerState.OfAsync(context, cancellationToken) is { IsServing: true }, 60, cancellationToken);
        context.Emit(new FaultChanged("slow-headers", FaultStage.Injected, $"{count} connections, a byte every 250 ms"));
        var cut = Task.WhenAll(Enumerable.Range(0, count).Select(_ => DripAsync(context, head, cancellationToken)));
        var ok = 0;
        var asked = 0;
        while (!cut.IsCompleted)
        {
            asked++;
            var result = await context.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", $"Repeat: {asked}")], MaxTokens = 8 }, cancellationToken);
            if (result.IsOk) ok++;
            else context.Check("a generation meanwhile", false, "ok", $"{result.Outcome} {result.Error}", result.ServerId);
            await Task.WhenAny(cut, Task.Delay(200, cancellationToken));
        }

        var seconds = (await cut).OrderBy(s => s).ToArray();
        context.Emit(new FaultChanged("slow-headers", FaultStage.Lifted));
        context.Measure("slow_header_cut", "max", seconds[^1], "s", count, "lower");
        context.Check("all are cut off", seconds[^1] < CutWithin, $"within {CutWithin} s", $"{seconds.Count(s => s >= CutWithin)} still open");
        context.Check("generations meanwhile", ok == asked, asked, ok);
        return CaseOutcome.Passed;
    }

    private static async Task<double> DripAsync(CaseContext context, byte[] head, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(context.Target.Url.Host, context.Target.Url.Port, cancellationToken);
            for (var i = 0; i < head.Length && Stopwatch.GetElapsedTime(begin).TotalSeconds < CutWithin; i++)
            {
                await socket.SendAsync(head.AsMemory(i, 1), cancellationToken);
                await Task.Delay(250, cancellationToken);
                if (socket.Poll(0, SelectMode.SelectRead)) break;
            }
        }
        catch (SocketException)
        {
            // Cut off.
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
