using System.Globalization;
using System.Text.Json;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Measuring;

/// <summary>
/// What a Pensieve target stamped for the requests of a load, joined with them by the server's request id: TTFT taken apart into
/// queue, prefill, first token and the way to the client, and the server's token counts against the client's.
/// </summary>
public sealed class ServerPhases
{
    private const int MostRecords = 1000;

    private ServerPhases() { }

    /// <summary>Requests found on both sides.</summary>
    public int Matched { get; private init; }

    /// <summary>Milliseconds from the whole request's arrival to its slot.</summary>
    public required SampleSet Queue { get; init; }

    /// <summary>Milliseconds from the slot to the end of the prompt's evaluation.</summary>
    public required SampleSet Prefill { get; init; }

    /// <summary>Milliseconds from the first to the last sampled token.</summary>
    public required SampleSet Decode { get; init; }

    /// <summary>Milliseconds of the client's TTFT (from the send) that the server's stamps do not hold: network, HTTP, flush.</summary>
    public required SampleSet Outside { get; init; }

    /// <summary>The server's output tokens of the matched requests, and the client's.</summary>
    public long ServerTokens { get; private init; }

    /// <inheritdoc cref="ServerTokens"/>
    public long ClientTokens { get; private init; }

    /// <summary>Asks the server for its last 1,000 requests and joins them; null = it does not answer, or knows none of them.</summary>
    public static async Task<ServerPhases?> ReadAsync(LlmClient client, IReadOnlyList<GenerationResult> requests, CancellationToken cancellationToken)
    {
        var ours = requests.Where(r => r is { IsOk: true, ServerId: not null, First: > 0 }).GroupBy(r => Key(r.ServerId!)).ToDictionary(g => g.Key, g => g.First());
        if (ours.Count == 0) return null;
        try
        {
            var bytes = await client.Http.GetByteArrayAsync("api/requests?count=" + MostRecords.ToString(CultureInfo.InvariantCulture), cancellationToken);
            using var json = JsonDocument.Parse(bytes);
            return Join(json.RootElement, ours);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>As lines of the record.</summary>
    public IEnumerable<Measurement> Measurements(IReadOnlyDictionary<string, double>? at = null)
    {
        foreach (var (metric, samples) in ((string, SampleSet)[])[("server_queue", Queue), ("server_prefill", Prefill), ("server_decode", Decode), ("outside_server", Outside)])
        {
            if (samples.Count == 0) continue;
            foreach (var p in (double[])[0.5, 0.95])
            {
                var certified = samples.Certified(p);
                yield return new Measurement(metric, $"p{p * 100:0}", certified?.Value, "ms", samples.Count, Upper: certified?.Upper, Better: "lower", At: at);
            }
        }
    }

    /// <summary>The gate on token counts: both sides within 2 %.</summary>
    public GateResult Gate()
    {
        var off = ServerTokens == 0 ? (ClientTokens == 0 ? 0 : 1) : Math.Abs(ClientTokens - ServerTokens) / (double)ServerTokens;
        return new GateResult("token count, server against client", off <= 0.02, Math.Round(off, 4), 0.02, "ratio");
    }

    // The id of an HTTP request and that of its answer differ in what they begin with: "req_", "chatcmpl-", "msg_".
    private static string Key(string id) => id[(id.IndexOfAny(['_', '-']) + 1)..];

    private static ServerPhases? Join(JsonElement records, Dictionary<string, GenerationResult> ours)
    {
        List<double> queue = [], prefill = [], decode = [], outside = [];
        long server = 0, clients = 0;
        var matched = 0;
        foreach (var record in records.EnumerateArray())
        {
            if (!ours.TryGetValue(Key(record.GetProperty("id").GetString() ?? ""), out var request)) continue;
            matched++;
            server += record.GetProperty("usage").GetProperty("outputTokens").GetInt64();
            clients += request.Tokens;
            var phases = record.GetProperty("phases");
            long received = Stamp("received"), slot = Stamp("slotAssigned"), prefilled = Stamp("prefillDone"), first = Stamp("firstToken"), last = Stamp("lastToken");
            if (received == 0 || slot == 0 || first == 0) continue;
            queue.Add((slot - received) / 1e6);
            prefill.Add((Math.Max(prefilled, slot) - slot) / 1e6);
            decode.Add((last - first) / 1e6);
            outside.Add(RunClock.Milliseconds(request.Send, request.First) - ((first - received) / 1e6));

            long Stamp(string name) => phases.GetProperty(name).GetInt64();
        }

        return matched == 0 ? null : new ServerPhases
        {
            Matched = matched, Queue = new SampleSet(queue), Prefill = new SampleSet(prefill), Decode = new SampleSet(decode),
            Outside = new SampleSet(outside), ServerTokens = server, ClientTokens = clients,
        };
    }
}
