using Microsoft.Extensions.DependencyInjection;
using Pensieve.Engine;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Metrics;

public sealed class MetricsTests
{
    private static RequestRecord Record(string model, FinishReason reason = FinishReason.EndOfTurn) => new("r", model, "test", true, DateTimeOffset.UnixEpoch, new GenerationResult
    {
        Reason = reason,
        Usage = new TokenUsage(10, 4, 3),
        Phases = new RequestPhases
        {
            Received = 1, Submitted = 1, Queued = 2, SlotAssigned = 20_000_001, PrefillDone = 90_000_000, FirstToken = 100_000_001,
            LastToken = 300_000_001, Ended = 300_000_001,
        },
    });

    [Fact]
    public async Task Metrics_AfterARequest_ShowItsPhasesOnce()
    {
        await using var server = await ApiServer.StartAsync();
        var meters = server.Services.GetRequiredService<EngineMeters>();
        meters.RecordEnd(Record("tiny"));
        meters.RecordEnd(Record("tiny", FinishReason.MaxTokens));
        meters.RecordGap("tiny", 15_000_000);
        meters.RecordRefusal("tiny", FailureKind.QueueFull);
        server.Engine.Current = new EngineSnapshot(1, EngineState.Ready, null, [new ModelSnapshot
        {
            Id = "tiny", State = EngineState.Ready, PrefillTokens = 100, CachedTokens = 40, DecodedTokens = 7, KvTotal = 512, KvUsed = 12, Queued = 3, WorkerCpuMs = 2500,
            Slots = [new SlotSnapshot(0, SlotState.Decode, "r", 1, 1, 1), new SlotSnapshot(1, SlotState.Idle, null, 0, 0, 0)],
        }]);

        var text = await server.Client.GetStringAsync("/metrics");
        foreach (var line in new[]
        {
            "# TYPE pensieve_request_ttft_seconds histogram", "pensieve_request_ttft_seconds_bucket{model=\"tiny\",le=\"0.05\"} 0",
            "pensieve_request_ttft_seconds_bucket{model=\"tiny\",le=\"0.1\"} 2", "pensieve_request_ttft_seconds_bucket{model=\"tiny\",le=\"+Inf\"} 2",
            "pensieve_request_ttft_seconds_sum{model=\"tiny\"} 0.2", "pensieve_request_queue_seconds_count{model=\"tiny\"} 2",
            "pensieve_request_tpot_seconds_sum{model=\"tiny\"} 0.2", "pensieve_token_gap_seconds_count{model=\"tiny\"} 1",
            "pensieve_requests_ended_total{model=\"tiny\",reason=\"end_of_turn\"} 1", "pensieve_requests_ended_total{model=\"tiny\",reason=\"max_tokens\"} 1",
            "pensieve_requests_refused_total{model=\"tiny\",kind=\"queue_full\"} 1", "pensieve_prompt_tokens_total{model=\"tiny\"} 140",
            "pensieve_prompt_cached_tokens_total{model=\"tiny\"} 40", "pensieve_generated_tokens_total{model=\"tiny\"} 7",
            "pensieve_slots_busy{model=\"tiny\"} 1", "pensieve_slots_total{model=\"tiny\"} 2", "pensieve_queue_length{model=\"tiny\"} 3", "pensieve_kv_used{model=\"tiny\"} 12",
            "# TYPE pensieve_app_cpu_seconds_total counter", "pensieve_worker_cpu_seconds_total{model=\"tiny\"} 2.5",
        })
            Assert.Contains("\n" + line + "\n", "\n" + text, StringComparison.Ordinal);
        Assert.Contains("pensieve_app_resident_memory_bytes ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_TwoScrapers_SeeTheSame()
    {
        await using var server = await ApiServer.StartAsync();
        server.Services.GetRequiredService<EngineMeters>().RecordEnd(Record("tiny"));
        var first = await ScrapeAsync(server);
        var second = await ScrapeAsync(server);
        Assert.Equal(first, second);
        server.Services.GetRequiredService<EngineMeters>().RecordEnd(Record("tiny"));
        Assert.Contains("pensieve_request_duration_seconds_count{model=\"tiny\"} 2", await ScrapeAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_HostileModelName_StaysOneEscapedLabel()
    {
        await using var server = await ApiServer.StartAsync();
        server.Services.GetRequiredService<EngineMeters>().RecordEnd(Record("a\"b\\c\nd"));
        var text = await ScrapeAsync(server);
        Assert.Contains("pensieve_request_duration_seconds_count{model=\"a\\\"b\\\\c\\nd\"} 1", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.Matches("^(# (HELP|TYPE) pensieve_[a-z_]+ .+|pensieve_[a-z_]+(\\{.+\\})? [-+0-9.eEInf]+)$", line));
    }

    // The app's own memory moves between scrapes.
    private static async Task<string> ScrapeAsync(ApiServer server) =>
        string.Join('\n', (await server.Client.GetStringAsync("/metrics")).Split('\n').Where(l => !l.StartsWith("pensieve_app_", StringComparison.Ordinal)));
}
