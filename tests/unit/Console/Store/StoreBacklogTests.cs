using Pensieve.Console.Store;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Unit.Console.Store;

public sealed class StoreBacklogTests
{
    private static readonly BacklogLimits s_limits = new(Capacity: 4, Batch: 2, Patience: TimeSpan.FromSeconds(5));
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly ManualTime _time = new();
    private readonly Database _database;

    public StoreBacklogTests() => _database = new Database(_time);

    [Fact]
    public async Task Step_MoreThanABatch_WritesAllInOrder()
    {
        var backlog = New(s_limits);
        for (var i = 1; i <= 3; i++) backlog.Add(i);

        Assert.True(await backlog.StepAsync(default));
        Assert.Equal(["1 2", "3"], _database.Written);
        Assert.True(await backlog.StepAsync(default));
        Assert.Equal((2, 0L), (_database.Calls.Count, backlog.Dropped));
    }

    [Fact]
    public async Task Step_DatabaseAway_KeepsBatchAndOrderAndDropsTheOldestThatWait()
    {
        var backlog = New(s_limits);
        for (var i = 1; i <= 4; i++) backlog.Add(i);
        _database.IsAway = true;
        Assert.False(await backlog.StepAsync(default));

        // 1 and 2 are at hand; four more wait, and 3 and 4 make room.
        for (var i = 5; i <= 8; i++) backlog.Add(i);
        Assert.Equal(2, backlog.Dropped);
        Assert.False(await backlog.StepAsync(default));
        _database.IsAway = false;
        Assert.True(await backlog.StepAsync(default));
        Assert.Equal(["1 2", "5 6", "7 8"], _database.Written);
    }

    [Fact]
    public async Task Step_WriteThrows_GivesTheBatchUpAfterThreeTriesAndGoesOn()
    {
        var backlog = New(s_limits);
        for (var i = 1; i <= 3; i++) backlog.Add(i);
        _database.Poison = 2;

        Assert.False(await backlog.StepAsync(default));
        Assert.False(await backlog.StepAsync(default));
        Assert.Empty(_database.GivenUp);
        Assert.True(await backlog.StepAsync(default));
        Assert.Equal("poison", Assert.Single(_database.GivenUp).Message);
        Assert.Equal(["3"], _database.Written);
        Assert.Equal(2, backlog.Dropped);
    }

    [Fact]
    public async Task Look_NothingWaits_IsAskedUntilItIsTaken()
    {
        var backlog = New(s_limits);
        backlog.Look();
        backlog.Look();
        backlog.Add(1);
        _database.IsAway = true;
        Assert.False(await backlog.StepAsync(default));
        _database.IsAway = false;
        Assert.True(await backlog.StepAsync(default));
        Assert.True(await backlog.StepAsync(default));
        Assert.Equal(["", "1"], _database.Written);
    }

    [Fact]
    public async Task Run_DatabaseAwayThenBack_TriesAgainAfterItsPatience()
    {
        var backlog = New(s_limits);
        using var stop = new CancellationTokenSource();
        _database.IsAway = true;
        var run = backlog.RunAsync(stop.Token);
        backlog.Add(1);
        await UntilAsync(() => _database.Calls.Count == 2);
        _database.IsAway = false;
        await UntilAsync(() => _database.Written.Count == 1);

        var calls = _database.Calls;
        Assert.All(calls.Zip(calls.Skip(1)), pair => Assert.True(pair.Second - pair.First >= s_limits.Patience));
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Run_Interval_RestsBetweenWritesAndTakesWhatCameMeanwhileTogether()
    {
        var limits = new BacklogLimits(Capacity: 4, Batch: 4, Patience: TimeSpan.FromHours(1), Interval: TimeSpan.FromSeconds(3));
        var backlog = New(limits);
        using var stop = new CancellationTokenSource();
        var run = backlog.RunAsync(stop.Token);
        backlog.Add(1);
        await Eventually.TrueAsync(() => _database.Written.Count == 1, s_limit, "the first write");
        await Eventually.TrueAsync(() => _time.Waiting == 1, s_limit, "the rest after it");
        for (var i = 2; i <= 4; i++) backlog.Add(i);
        await UntilAsync(() => _database.Written.Count == 2);

        Assert.Equal(["1", "2 3 4"], _database.Written);
        Assert.True(_database.Calls[1] - _database.Calls[0] >= limits.Interval);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Run_Stopped_WritesWhatIsLeftOnce()
    {
        var backlog = New(s_limits);
        using var stop = new CancellationTokenSource();
        _database.IsAway = true;
        var run = backlog.RunAsync(stop.Token);
        for (var i = 1; i <= 3; i++) backlog.Add(i);
        await Eventually.TrueAsync(() => _database.Calls.Count == 1, s_limit, "the first try");
        _database.IsAway = false;
        await stop.CancelAsync();
        await run;
        Assert.Equal("1 2 3", string.Join(' ', _database.Written));

        backlog.Add(4);
        _database.IsAway = true;
        var before = _database.Calls.Count;
        await backlog.RunAsync(stop.Token);
        Assert.Equal(before + 1, _database.Calls.Count);
    }

    private StoreBacklog<int> New(BacklogLimits limits) => new(limits, _database.WriteAsync, _database.GivenUp.Add, _time);

    private Task UntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        s_limit, "the condition");

    private sealed class Database(TimeProvider time)
    {
        private readonly Lock _lock = new();
        private readonly List<DateTimeOffset> _calls = [];
        private readonly List<string> _written = [];

        public volatile bool IsAway;

        /// <summary>An item that makes a write throw.</summary>
        public int? Poison { get; set; }

        public List<Exception> GivenUp { get; } = [];

        public List<DateTimeOffset> Calls
        {
            get { lock (_lock) return [.. _calls]; }
        }

        public List<string> Written
        {
            get { lock (_lock) return [.. _written]; }
        }

        public Task<StoreFailure?> WriteAsync(IReadOnlyList<int> items, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_lock) _calls.Add(time.GetUtcNow());
            if (Poison is { } poison && items.Contains(poison)) throw new InvalidOperationException("poison");
            if (IsAway) return Task.FromResult<StoreFailure?>(new StoreFailure(StoreFailureKind.Unavailable, "gone"));
            lock (_lock) _written.Add(string.Join(' ', items));
            return Task.FromResult<StoreFailure?>(null);
        }
    }
}
