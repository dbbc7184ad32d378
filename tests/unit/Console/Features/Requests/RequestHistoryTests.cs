using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Requests.Keeping;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Store;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;
using Pensieve.Tests.Unit.Console.Store.Support;

namespace Pensieve.Tests.Unit.Console.Features.Requests;

public sealed class RequestHistoryTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch.AddYears(50);

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Add_MoreThanAreKept_KeepsTheNewestWholeAndInOrder(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var repository = new RequestRepository(test.Open());
        var failed = Record(2) with
        {
            Result = Record(2).Result with { Reason = FinishReason.Failed, Failure = new EngineFailure(FailureKind.PromptTooLong, "too \"long\"", 12, 10, TimeSpan.FromSeconds(3)), Trace = null, Slot = -1 },
        };
        Assert.Null(await repository.AddAsync([Record(0), Record(1)], 3, default));
        Assert.Null(await repository.AddAsync([failed, Record(3)], 3, default));

        Assert.Equal([Plain(Record(1)), Plain(failed), Plain(Record(3))], (await repository.LatestAsync(100, default)).Value!.Select(Plain));
        Assert.Equal(["r3"], (await repository.LatestAsync(1, default)).Value!.Select(r => r.Id));

        Assert.Null(await repository.AddAsync([], 0, default));
        Assert.Empty((await repository.LatestAsync(100, default)).Value!);
    }

    [Fact]
    public async Task Step_AfterARestart_BringsBackWhatEndedInFrontOfWhatEndsNow()
    {
        using var test = TestStore.Sqlite();
        using (var before = new Server(test.Open()))
        {
            for (var i = 0; i < 5; i++) before.Recent.Add(Record(i));
            Assert.True(await before.History.StepAsync(default));
        }

        using var after = new Server(test.Open());
        after.Recent.Add(Record(5));
        Assert.True(await after.History.StepAsync(default));

        var latest = after.Recent.Latest(100);
        Assert.Equal(["r5", "r4", "r3", "r2", "r1", "r0"], latest.Select(r => r.Id));
        Assert.Equal([false, true, true, true, true, true], latest.Select(r => r.IsRestored));

        // And the next start finds none twice.
        using var third = new Server(test.Open(), capacity: 4);
        Assert.True(await third.History.StepAsync(default));
        Assert.Equal(["r5", "r4", "r3", "r2"], third.Recent.Latest(100).Select(r => r.Id));
    }

    [Fact]
    public async Task Step_NothingIsToBeKept_ForgetsAndWritesNothing()
    {
        using var test = TestStore.Sqlite();
        using var server = new Server(test.Open());
        server.Recent.Add(Record(0));
        Assert.True(await server.History.StepAsync(default));
        await server.KeepAsync(0);
        server.Recent.Add(Record(1));
        Assert.True(await server.History.StepAsync(default));

        Assert.Empty((await new RequestRepository(test.Open()).LatestAsync(100, default)).Value!);
        Assert.Equal(0, server.History.Dropped);
        Assert.Equal(2, server.Recent.Latest(100).Count);
    }

    [Fact]
    public async Task Step_DatabaseAway_CountsWhatIsBeyondItsRoomAndBlocksNobody()
    {
        using var test = TestStore.Sqlite();
        Directory.CreateDirectory(test.Options.Place);
        using var server = new Server(test.Open());
        for (var i = 0; i < RequestHistory.Capacity + 7; i++) server.Recent.Add(Record(i));
        Assert.False(await server.History.StepAsync(default));
        Assert.Equal(7, server.History.Dropped);
    }

    [Fact]
    public void Read_WhatIsNoRecord_IsNone()
    {
        Assert.Null(RequestJson.Read("{}"));
        Assert.Null(RequestJson.Read("[1]"));
        Assert.Null(RequestJson.Read("{\"Id\":"));
        Assert.NotNull(RequestJson.Read(RequestJson.Write(Record(0)).Replace("{\"Id\"", "{\"FieldOfALaterRelease\":[1],\"Id\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Restore_MoreThanFit_LeavesOutTheOldest()
    {
        var recent = new RecentRequests(3);
        recent.Add(Record(9));
        recent.Restore([Record(1), Record(2), Record(3)]);
        Assert.Equal(["r9", "r3", "r2"], recent.Latest(10).Select(r => r.Id));
        recent.Add(Record(10));
        Assert.Equal(["r10", "r9", "r3"], recent.Latest(10).Select(r => r.Id));
    }

    private static RequestRecord Record(int i) => new($"r{i}", "tiny", "openai.chat", true, s_start.AddSeconds(i), new GenerationResult
    {
        Reason = FinishReason.StopSequence, StopSequence = "Stöp", Usage = new TokenUsage(10, 4, 7, 1), Seed = ulong.MaxValue - 5, Slot = 0,
        Phases = new RequestPhases { Received = 1, Submitted = 2, Queued = 3, SlotAssigned = 4, PrefillDone = 5, FirstToken = 6, LastToken = 7, Ended = 8 },
        Trace = new RequestTrace { PromptBatches = [new PromptBatch(1, 2, 3, 4)], LongestGaps = [new TokenGap(5, 6)], SetAside = [new Suspension(7, 8, 0)], Suspensions = 1, SuspendedNs = 8, MatchedLength = 4 },
    })
    {
        Parameters = new RequestParameters(new SamplingParameters { Temperature = 0.1f, Seed = 3, LogitBias = [new(5, -100f)] }, 128, ["it's", "\n"], false, TimeSpan.FromSeconds(9)),
    };

    // Immutable arrays of records compare by reference.
    private static object Plain(RequestRecord r) => new
    {
        r.Id, r.Model, r.Source, r.Streaming, r.EndedAt, r.Result, r.Parameters!.MaxTokens, Stops = string.Join('|', r.Parameters.StopSequences), r.Parameters.CachePrompt, r.Parameters.Deadline,
        Sampling = r.Parameters.Sampling with { LogitBias = ImmutableArray<KeyValuePair<int, float>>.Empty }, Bias = string.Join('|', r.Parameters.Sampling.LogitBias),
    };

    private sealed class Server : IDisposable
    {
        private readonly RuntimeSettings _settings;

        public Server(ConsoleStore store, int capacity = 100)
        {
            Recent = new RecentRequests(capacity);
            _settings = new RuntimeSettings(new SettingsRepository(store), new SettingDefaults(new PensieveOptions(), new(), new(), new()), TimeProvider.System, NullLogger<RuntimeSettings>.Instance);
            History = new RequestHistory(Recent, new RequestRepository(store), _settings, TimeProvider.System, NullLogger<RequestHistory>.Instance);
            History.Listen();
        }

        public RecentRequests Recent { get; }

        public RequestHistory History { get; }

        public async Task KeepAsync(int count) => Assert.NotNull((await _settings.ChangeAsync(
            new Dictionary<string, string?> { [SettingTable.RequestsKept] = $"{count}" }, replace: false, null, AccessIdentity.Local(AccessLevel.Admin), default)).Done);

        public void Dispose()
        {
            History.Dispose();
            _settings.Dispose();
        }
    }
}
