using System.Net.Sockets;
using System.Text;
using Pensieve.Harness.Load;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Hundreds of connections at once: first five hundred that generate, then as many that only sent half a request.</summary>
internal sealed class Connections() : ScenarioCase(
    "stress/connections", "500 connections", "500 connections at once are served or refused with a reason, and 500 that stand half open keep nobody out", (3, 30, 60), disturbs: true)
{
    private const double ProbeLimitMs = 250;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var connections = context.Count("connections", 500, 500, 2000);
        var (book, failure) = await AnswerBook.WriteAsync(context, 16, 8, false, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var load = await OracleLoad.RunAsync(context, book, LoadPlan.Batch(book, connections, connections, 120) with { Gates = false }, cancellationToken);
        await OracleLoad.CheckAsync(context, book, load.Requests, cancellationToken);
        context.Measure("connections", "value", connections, "count");

        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        List<Socket> half = [];
        try
        {
            using var phase = context.Phase("half open", $"{connections} connections with half a request");
            var head = Encoding.ASCII.GetBytes($"POST /v1/messages HTTP/1.1\r\nHost: {context.Target.Url.Authority}\r\nContent-Type: application/json\r\n");
            for (var i = 0; i < connections; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                half.Add(socket);
                await socket.ConnectAsync(context.Target.Url.Host, context.Target.Url.Port, cancellationToken);
                await socket.SendAsync(head, cancellationToken);
            }

            List<double> took = [];
            var answered = 0;
            var probes = context.Count("probes", 140, 400, 1000);
            for (var i = 0; i < probes; i++)
            {
                var probe = await context.GetAsync("v1/models", cancellationToken);
                if (probe.Status == 200) answered++;
                took.Add(probe.Seconds * 1e3);
            }

            var p95 = new SampleSet(took).Certified(0.95);
            context.Measure("probe_beside_half_open", "p95", p95?.Value, "ms", took.Count, "lower", upper: p95?.Upper);
            context.CheckEqual("probes beside half-open connections", probes, answered);
            timed.AtMost("probe p95 beside half-open connections", p95?.Value, ProbeLimitMs, "ms");
            var fine = await context.SendAsync(book.Call(0), cancellationToken);
            context.Check("a generation beside them", fine.IsOk, "ok", $"{fine.Outcome} {fine.Error}", fine.ServerId);
        }
        catch (SocketException e)
        {
            context.Check("connections are accepted", false, connections, $"{half.Count - 1}: {e.Message}");
        }
        finally
        {
            half.ForEach(s => s.Dispose());
        }

        return CaseOutcome.Passed;
    }
}
