using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Live;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Live;

public sealed class LiveFeedTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeEngine _engine = new();
    private readonly LiveFeed _feed;

    public LiveFeedTests() => _feed = new LiveFeed(_engine, _time, NullLogger<LiveFeed>.Instance);

    [Fact]
    public void Subscribe_SeveralPages_ShareOneFrame()
    {
        var frames = new List<LiveFrame>();
        Task Look()
        {
            frames.Add(_feed.Current);
            return Task.CompletedTask;
        }

        using var one = _feed.Subscribe(Look);
        using var two = _feed.Subscribe(Look);
        _engine.RaiseChanged();
        _time.Settle();
        Assert.Equal(2, frames.Count);
        Assert.Same(frames[0], frames[1]);
    }

    [Fact]
    public void Notify_SubscriberStillBusy_IsCalledOnceMoreAfterwards()
    {
        var calls = new List<TaskCompletionSource>();
        using var subscription = _feed.Subscribe(() =>
        {
            calls.Add(new TaskCompletionSource());
            return calls[^1].Task;
        });
        for (var i = 0; i < 20; i++)
        {
            _engine.RaiseChanged();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(calls);
        calls[0].SetResult();
        Assert.Equal(2, calls.Count);
        calls[1].SetResult();
        Assert.Equal(2, calls.Count);
        _engine.RaiseChanged();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, calls.Count);
    }

    [Fact]
    public void Notify_SubscriberThrows_GoesOnForAll()
    {
        var calls = 0;
        using var bad = _feed.Subscribe(() => throw new InvalidOperationException("broken page"));
        using var good = _feed.Subscribe(() =>
        {
            calls++;
            return Task.CompletedTask;
        });
        for (var i = 0; i < 3; i++)
        {
            _engine.RaiseChanged();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, calls);
    }

    [Fact]
    public void Hidden_Tab_IsToldOfNothingAndCatchesUpWhenSeen()
    {
        var (hidden, seen) = (new LivePause(_feed, _time), new LivePause(_feed, _time));
        var (calls, others) = (0, 0);
        using var one = hidden.Subscribe(() => Count(ref calls));
        using var two = seen.Subscribe(() => Count(ref others));
        hidden.SetHidden(true);
        Change();
        Assert.Equal((0, 1), (calls, others));

        // Nobody looks: no frame is kept, and who asks gets the present.
        seen.SetHidden(true);
        Change();
        Assert.Equal((0, 1), (calls, others));
        Assert.Equal(_time.GetUtcNow(), _feed.Current.Time);

        hidden.SetHidden(false);
        Assert.Equal((1, 1), (calls, others));
        Assert.Equal(_time.GetUtcNow(), hidden.Shown.Time);
        Change();
        Assert.Equal((2, 1), (calls, others));

        static Task Count(ref int count)
        {
            count++;
            return Task.CompletedTask;
        }

        void Change()
        {
            _engine.RaiseChanged();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Dispose_Subscription_EndsItsCalls()
    {
        var calls = 0;
        var subscription = _feed.Subscribe(() =>
        {
            calls++;
            return Task.CompletedTask;
        });
        _engine.RaiseChanged();
        subscription.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, calls);
        Assert.Equal(0, _feed.SubscriptionCount);
    }

    [Fact]
    public void Current_NobodySubscribed_IsFresh()
    {
        Assert.Empty(_feed.Current.Engine.Models);
        _engine.Current = Make.Engine(Make.Model());
        Assert.Single(_feed.Current.Engine.Models);
    }

    public void Dispose() => _feed.Dispose();
}
