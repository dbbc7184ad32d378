using Pensieve.Console.Live;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Live;

public sealed class ThrottlerTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);
    private readonly ManualTime _time = new();

    [Fact]
    public void Signal_FirstOne_RunsAtOnce()
    {
        var runs = 0;
        using var throttler = new Throttler(_time, s_interval, () => runs++);
        throttler.Signal();
        _time.Settle();
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Signal_Often_RunsFourTimesASecondAndNeverLosesTheLast()
    {
        var runs = new List<DateTimeOffset>();
        using var throttler = new Throttler(_time, s_interval, () => runs.Add(_time.GetUtcNow()));
        for (var ms = 0; ms < 1000; ms += 5)
        {
            throttler.Signal();
            _time.Advance(TimeSpan.FromMilliseconds(5));
        }

        var last = _time.GetUtcNow();
        throttler.Signal();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.InRange(runs.Count, 4, 6);
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.True(pair.Second - pair.First >= s_interval));
        Assert.True(runs[^1] >= last);
    }

    [Fact]
    public void Signal_DuringARun_AsksForAnother()
    {
        var runs = 0;
        Throttler? throttler = null;
        using (throttler = new Throttler(_time, s_interval, () =>
        {
            if (++runs == 1) throttler!.Signal();
        }))
        {
            throttler.Signal();
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(2, runs);
        }
    }

    [Fact]
    public void Dispose_SignalPending_NeverRuns()
    {
        var runs = 0;
        var throttler = new Throttler(_time, s_interval, () => runs++);
        throttler.Signal();
        throttler.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, runs);
    }
}
