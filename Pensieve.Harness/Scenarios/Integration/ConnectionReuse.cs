using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Pensieve.Harness.Faults;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Connections: kept for the next request, also after streams and refusals, and taken from those who send only half of one.</summary>
internal sealed class ConnectionReuse() : ScenarioCase(
    "integration/connections", "Connection reuse and time-outs", "one connection serves request after request, and one that sends half a request is closed in time", (12, 18, 45))
{
    private const double HalfRequestLimit = 30;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (context.Target.Url.Scheme != "http") return CaseOutcome.Skip("Connections are counted by a TCP proxy, which does not speak TLS.");
        var halves = context.Target.IsPensieve ? HalfRequestAsync(context, cancellationToken) : null;
        await using (var proxy = new FaultProxy(context.Target.Url))
        {
            using var client = new LlmClient(context.Target with { Url = proxy.Url });
            client.Http.DefaultRequestHeaders.Host = context.Target.Url.Authority;
            var requests = context.Count("requests", 24, 60, 200);
            for (var i = 0; i < requests; i++)
            {
                var call = new GenerationCall { Turns = [new ChatTurn("user", $"Repeat: {i}")], MaxTokens = 4, Stream = i % 2 == 0, Model = i % 6 == 5 ? "no-such-model-7d1f" : null };
                var result = await client.SendAsync(call, cancellationToken);
                context.Check($"request {i}", result.IsOk || (i % 6 == 5 && result.Status is >= 400 and < 500), "ok", $"{result.Outcome} {result.Error}", result.ServerId);
            }

            context.Measure("connections_used", "value", proxy.Accepted, "count", requests, "lower");
            context.Check($"{requests} requests on few connections", proxy.Accepted <= 2, "at most 2", proxy.Accepted);
        }

        if (halves is not null)
        {
            var seconds = await halves;
            context.Measure("half_request_closed", "value", seconds, "s", better: "lower");
            context.Check("half a request is cut off", seconds is not null, $"within {HalfRequestLimit} s", "still open");
        }

        return CaseOutcome.Passed;
    }

    private static async Task<double?> HalfRequestAsync(CaseContext context, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(context.Target.Url.Host, context.Target.Url.Port, cancellationToken);
        var begin = Stopwatch.GetTimestamp();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/messages HTTP/1.1\r\nHost: {context.Target.Url.Authority}\r\nContent-Le"), cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(HalfRequestLimit));
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset closes it as well.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
