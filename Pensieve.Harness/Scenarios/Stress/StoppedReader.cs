using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>
/// A client that reads once and then not until its connection is closed, of an answer too large for the buffers on the way, beside
/// readers. The server must close it at its limit for a write, and nobody else's. When it did says the state of the client's socket:
/// the engine may be done long before, since tokens of a request that nobody reads are few.
/// </summary>
internal sealed class StoppedReader(CaseContext context, AnswerBook book, int readers)
{
    private const string Deadline = "requests.writeDeadlineSeconds";
    private const string Fault = "stopped-reader";
    private const int ShortDeadline = 2;
    private const int UsualDeadline = 10;

    // Alternatives of each token, and four choices, make an answer of megabytes: a loopback socket alone holds some.
    private const string Large = """{"ignore_eos":true,"logprobs":true,"top_logprobs":20,"n":4}""";

    // Besides the limit: the time in which the answer fills the buffers, a token of some kilobytes at a time.
    private const double FillSeconds = 20;

    /// <summary>Runs it; returns the readers' requests.</summary>
    public async Task<IReadOnlyList<GenerationResult>> RunAsync(TimedChecks timed, CancellationToken cancellationToken)
    {
        if (!context.Target.Dialects.Contains(Dialect.OpenAIChat))
        {
            context.Note("No reader was stopped: only chat completions have answers that are large enough.");
            return [];
        }

        var settings = await context.SettingsAsync(cancellationToken);
        var changed = settings.Version is null ? null : await context.ChangeSettingsAsync($$"""{"{{Deadline}}":{{ShortDeadline}}}""", settings.Tag, cancellationToken);
        var limit = changed is { Status: 200 } ? ShortDeadline : settings.Values.TryGetValue(Deadline, out var said) ? int.Parse(said, CultureInfo.InvariantCulture) : UsualDeadline;
        try
        {
            return await RunAsync(timed, limit, cancellationToken);
        }
        finally
        {
            if (changed is { Status: 200 })
            {
                var back = await context.RollBackSettingsAsync(settings.Version!.Value, changed.Tag, CancellationToken.None);
                context.Check("the limit is set back", back.Status == 200, 200, back.Short);
            }
        }
    }

    private async Task<IReadOnlyList<GenerationResult>> RunAsync(TimedChecks timed, int limit, CancellationToken cancellationToken)
    {
        var readOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new GenerationResult { Id = context.NextRequestId(), Kind = "stopped reader" };
        var call = new GenerationCall
        {
            Dialect = Dialect.OpenAIChat, Turns = [new ChatTurn("user", "Tell me a story about a stone")], MaxTokens = 1500, TimeoutSeconds = 600, Kind = stopped.Kind, Extra = Large,
            OnRead = async (_, token) =>
            {
                await readOn.Task.WaitAsync(token);
                return true;
            },
        };
        Socket? socket = null;
        using var client = SlowReaders.Throttled(context.Target, made => socket = made);
        var begin = Stopwatch.GetTimestamp();
        context.Emit(new FaultChanged(Fault, FaultStage.Injected, $"one reads nothing; the server's limit is {limit} s"));
        var stopping = client.SendAsync(client.Prepare(call), stopped, null, cancellationToken);
        var reading = OracleLoad.RunAsync(context, book, LoadPlan.Closed(book, readers, limit + 3) with { Gates = false }, cancellationToken);
        var closed = await Patience.UntilAsync(() => Task.FromResult(stopping.IsCompleted || (socket is { } made && !IsEstablished(made))), limit + FillSeconds, cancellationToken);
        var after = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        context.Emit(new FaultChanged(Fault, FaultStage.Lifted, closed is null ? "still connected; it reads on" : "the server closed its connection"));
        readOn.SetResult();
        await stopping;
        context.Record(stopped);
        var load = await reading;

        if (stopped.Outcome == GenerationResult.Shed)
        {
            context.Note($"No reader was stopped: the server has no room for its four choices ({stopped.Error}).", "warning");
            return load.Requests;
        }

        // What comes when it reads on settles it: an answer that is whole was kept for a reader who took nothing.
        context.Check("a reader that takes nothing is cut off", !stopped.IsOk && stopped.Status == 200, "its connection is closed before its answer is whole", $"{stopped.Outcome} after {after:0.0} s");
        context.Measure("stopped_reader_evicted", "value", closed is null ? null : after, "s", better: "lower");
        timed.AtMost("cut off after", closed is null ? null : after, limit + FillSeconds, "s");
        var harmed = load.Requests.Count(r => !r.IsOk && r.Outcome is not (GenerationResult.Shed or GenerationResult.Cancelled));
        context.Measure("readers_harmed", "value", harmed, "count", load.Requests.Count, "lower");
        context.Check("nobody else is cut off", harmed == 0 && load.Requests.Any(r => r.IsOk), $"0 of {load.Requests.Count}", harmed);
        return load.Requests;
    }

    // Linux: TCP_INFO begins with the state, of which 1 is ESTABLISHED.
    private static bool IsEstablished(Socket socket)
    {
        const int Tcp = 6, Info = 11, Established = 1;
        if (!OperatingSystem.IsLinux()) return true;
        Span<byte> info = stackalloc byte[8];
        try
        {
            return socket.GetRawSocketOption(Tcp, Info, info) == 0 || info[0] == Established;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
