using System.Net.Sockets;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Some clients read a kilobyte a second, some not at all; who reads is served as before.</summary>
internal sealed class SlowReaders() : ScenarioCase(
    "stress/slow-readers", "Slow and stopped readers", "clients that do not read hold up neither the server nor those who do", (13, 60, 200), disturbs: true)
{
    private const double MostSlowdown = 1.25;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 12, 32, true, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var slots = (await ServerState.OfAsync(context, cancellationToken))?.Slots ?? Capacity.UnknownSlots;
        var readers = Math.Max(1, slots / 2);
        var seconds = context.Value("seconds", 5, 20, 60);
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        var before = await OracleLoad.RunAsync(context, book, LoadPlan.Closed(book, readers, seconds, 1) with { Gates = false }, cancellationToken);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slow = Throttled(context.Target);
        var lazy = Enumerable.Range(0, Math.Max(1, slots - readers)).Select(i => LazyAsync(i, i % 4 == 3)).ToArray();
        LoadResult beside;
        using (context.Phase("slow readers", $"{lazy.Length} beside {readers} readers"))
        {
            beside = await OracleLoad.RunAsync(context, book, LoadPlan.Closed(book, readers, seconds, 1) with { Gates = false }, cancellationToken);
        }

        await over.CancelAsync();
        var lazyResults = await Task.WhenAll(lazy);
        double? alone = before.Metrics().Tpot.Percentile(0.5), together = beside.Metrics().Tpot.Percentile(0.5);
        context.Measure("tpot_alone", "p50", alone, "ms", before.Metrics().Tpot.Count, "lower");
        context.Measure("tpot_beside_slow_readers", "p50", together, "ms", beside.Metrics().Tpot.Count, "lower");
        context.Measure("slow_requests", "value", lazyResults.Sum(), "count");
        context.Check("slow readers were there", lazyResults.Sum() > 0, "some", lazyResults.Sum());

        // Slow readers' requests take slots of their own, and more sequences in a batch make every step longer; hence twice the
        // readers' own slowdown by company is allowed before it counts.
        if (alone is { } calm) timed.AtMost("readers' TPOT beside slow ones", together, Math.Max(calm * MostSlowdown * 2, calm + 20), "ms");
        await OracleLoad.CheckAsync(context, book, [.. before.Requests, .. beside.Requests], cancellationToken);
        return CaseOutcome.Passed;

        async Task<int> LazyAsync(int number, bool stopped)
        {
            var sent = 0;
            while (!over.IsCancellationRequested)
            {
                var call = new GenerationCall
                {
                    Turns = [new ChatTurn("user", $"Tell me a story about a bear {number}")], MaxTokens = 400, TimeoutSeconds = 30, Kind = stopped ? "stopped reader" : "slow reader",
                    Extra = context.Target.IsPensieve ? """{"ignore_eos":true}""" : null,
                    OnRead = async (_, token) =>
                    {
                        await Task.Delay(stopped ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(1), token);
                        return true;
                    },
                };
                var result = new GenerationResult { Id = context.NextRequestId(), Kind = call.Kind };
                await slow.SendAsync(slow.Prepare(call), result, null, over.Token);
                context.Record(result);
                sent++;
                if (!result.IsOk && result.Outcome != GenerationResult.Cancelled) await Task.Delay(100, CancellationToken.None);
            }

            return sent;
        }
    }

    // A small window: what is not read stands at the server, not in this machine's buffers.
    private static LlmClient Throttled(Target target) => new(target, async (context, token) =>
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    });
}
