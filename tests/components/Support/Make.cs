using Pensieve.Console.Live;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Components.Support;

/// <summary>Snapshots, records and readings for tests.</summary>
internal static class Make
{
    public static HostReading Host { get; } = new(150L << 20, TimeSpan.FromSeconds(3), 16L << 30, 8L << 30);

    public static ModelSnapshot Model(int busy = 0, int slots = 4, EngineState state = EngineState.Ready, string? reason = null, string id = "tiny") => new()
    {
        Id = id, State = state, Reason = reason, QueueCapacity = 256, KvTotal = 1000, KvUsed = busy * 100, KvCached = 200, WorkerRssBytes = 1L << 30,
        Info = new ModelInfo { Id = id, Path = "/m.gguf", DisplayName = id, Device = "CPU" },
        Slots = [.. Enumerable.Range(0, slots).Select(i => new SlotSnapshot(i, i < busy ? SlotState.Decode : SlotState.Idle, i < busy ? $"r{i}" : null, 10, 10, 5))],
    };

    public static EngineSnapshot Engine(params ModelSnapshot[] models) =>
        new(0, models.Length == 0 ? EngineState.Idle : models.Max(m => m.State), null, models);

    public static RequestRecord Request(string id, DateTimeOffset ended, FinishReason reason = FinishReason.EndOfTurn, double ttftMs = 80, EngineFailure? failure = null, int slot = 0, int output = 101)
    {
        const long start = 1_000_000_000;
        var first = start + (long)(ttftMs * 1e6);
        return new RequestRecord(id, "tiny", "/v1/messages", true, ended, new GenerationResult
        {
            Reason = reason, Failure = failure, Slot = slot, Usage = new TokenUsage(50, 20, output),
            Phases = new RequestPhases
            {
                Received = start, Submitted = start, Queued = start, SlotAssigned = start + 2_000_000, PrefillDone = first,
                FirstToken = ttftMs > 0 ? first : 0, LastToken = ttftMs > 0 ? first + 1_000_000_000 : 0, Ended = first + 1_001_000_000,
            },
        });
    }
}
