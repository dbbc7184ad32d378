using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Live;
using Pensieve.Engine;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Live;

public sealed class LiveSamplerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeEngine _engine = new();
    private readonly LiveHistory _history = new();
    private readonly TurnedAwayRing _turnedAway = new();
    private readonly LiveFeed _feed;
    private readonly LiveSampler _sampler;

    public LiveSamplerTests()
    {
        _feed = new LiveFeed(_engine, _time, NullLogger<LiveFeed>.Instance);
        _sampler = new LiveSampler(_engine, new FixedProbe(), _turnedAway, _history, _feed, _time, NullLogger<LiveSampler>.Instance);
    }

    [Fact]
    public void Sample_Counters_BecomeRates()
    {
        At(Make.Model() with { DecodedTokens = 100, PrefillTokens = 10 });
        var first = _sampler.Sample();
        Assert.True(double.IsNaN(first.DecodePerSecond), "One look is no rate.");
        At(Make.Model() with { DecodedTokens = 900, PrefillTokens = 50, CachedTokens = 8, WorkerCpuMs = 3000, Ended = 3, Failed = 1 });
        var second = Next(2);
        Assert.Equal(400, second.DecodePerSecond);
        Assert.Equal(20, second.PrefillPerSecond);
        Assert.Equal(4, second.CachedPerSecond);
        Assert.Equal(1.5, second.WorkerCores);
        Assert.Equal(1, second.CompletedPerSecond);
        Assert.Equal(0.5, second.FailedPerSecond);
    }

    [Fact]
    public void Sample_TurnedAway_BecomeARateWithoutAModelToo()
    {
        _sampler.Sample();
        for (var i = 0; i < 6; i++) _turnedAway.Add(new TurnedAwayRequest($"r{i}", _time.GetUtcNow(), "POST", "/v1/messages", 404, null, "No.", null, null));
        Assert.Equal(3, Next(2).TurnedAwayPerSecond);
        Assert.Equal(0, Next(1).TurnedAwayPerSecond);
    }

    [Fact]
    public void Sample_LongPauseBefore_IsAGap()
    {
        At(Make.Model());
        _sampler.Sample();
        At(Make.Model() with { DecodedTokens = 50_000 });
        var sample = Next(60);
        Assert.True(double.IsNaN(sample.DecodePerSecond));
        Assert.True(double.IsNaN(sample.AppCores));
        Assert.Equal(0, Next(1).DecodePerSecond);
    }

    [Fact]
    public void Sample_AnotherModelComes_MakesNoSpike()
    {
        At(Make.Model(id: "a") with { DecodedTokens = 10 });
        _sampler.Sample();
        At(Make.Model(id: "a") with { DecodedTokens = 30 }, Make.Model(id: "b") with { DecodedTokens = 1_000_000 });
        Assert.Equal(20, Next(1).DecodePerSecond);
    }

    [Fact]
    public void Sample_NoModel_KnowsOnlyTheApp()
    {
        _sampler.Sample();
        var sample = Next(1);
        Assert.True(double.IsNaN(sample.Queued) && double.IsNaN(sample.KvUsed) && double.IsNaN(sample.WorkerBytes));
        Assert.Equal("", sample.Slots);
        Assert.Equal(FixedProbe.Bytes, sample.AppBytes);
    }

    [Fact]
    public void Sample_Percentiles_AreNearestRankOfTheLastMinute()
    {
        At(Make.Model());
        _engine.Recent.AddRange(Enumerable.Range(1, 100).Reverse().Select(i => Make.Request($"r{i}", _time.GetUtcNow(), ttftMs: i)));
        var sample = _sampler.Sample();
        Assert.Equal(50, sample.TtftP50Ms);
        Assert.Equal(95, sample.TtftP95Ms);
        Assert.True(double.IsNaN(Next(61).TtftP50Ms), "They are older than a minute.");
    }

    [Fact]
    public void Sample_RecordsSeenBefore_CountOnce()
    {
        At(Make.Model());
        for (var i = 0; i < 5; i++)
        {
            _engine.Recent.Insert(0, Make.Request($"r{i}", _time.GetUtcNow()));
            Next(1);
        }

        Assert.Equal(5, _feed.Current.Stats.Ended);
    }

    [Fact]
    public void Sample_SlotIdleAgain_ShowsWhatItDidInTheInterval()
    {
        At(Make.Model(busy: 1));
        _engine.Recent.Insert(0, Make.Request("a", _time.GetUtcNow(), slot: 2));
        _engine.Recent.Insert(0, Make.Request("b", _time.GetUtcNow(), FinishReason.Cancelled, ttftMs: 0, slot: 3));
        Assert.Equal("2021", _sampler.Sample().Slots);
        Assert.Equal("2000", Next(1).Slots);
    }

    [Fact]
    public void Sample_BusySlotsWithoutTokens_CountAsStalled()
    {
        At(Make.Model(busy: 1));
        for (var i = 0; i < 12; i++) Next(1);
        Assert.Equal(11, _feed.Current.StalledSeconds);
        At(Make.Model(busy: 1) with { DecodedTokens = 1 });
        Next(1);
        Assert.Equal(0, _feed.Current.StalledSeconds);
    }

    [Fact]
    public void Sample_Refusals_AreRememberedForAMinute()
    {
        At(Make.Model());
        _sampler.Sample();
        At(Make.Model() with { Refused = 12 });
        Next(1);
        Assert.Equal(12, _feed.Current.RefusedLately);
        for (var i = 0; i < 61; i++) Next(1);
        Assert.Equal(0, _feed.Current.RefusedLately);
    }

    [Fact]
    public void Since_MoreThanFits_KeepsTheNewestInOrder()
    {
        var history = new LiveHistory(10);
        for (var i = 0; i < 25; i++) history.Add(n => new LiveSample { Sequence = n, Time = default });
        Assert.Equal(Enumerable.Range(16, 10).Select(n => (long)n), history.Since(0).Select(s => s.Sequence));
        Assert.Equal([24, 25], history.Since(23).Select(s => s.Sequence));
        Assert.Equal([25], history.Since(0, 1).Select(s => s.Sequence));
        Assert.Empty(history.Since(25));
        Assert.Equal(25, history.Latest?.Sequence);
    }

    public void Dispose()
    {
        _sampler.Dispose();
        _feed.Dispose();
    }

    private void At(params ModelSnapshot[] models) => _engine.Current = Make.Engine(models);

    private LiveSample Next(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _sampler.Sample();
    }

    private sealed class FixedProbe : IHostProbe
    {
        public const long Bytes = 123;

        public HostReading Read() => new(Bytes, TimeSpan.Zero, 1000, 500);
    }
}
