using Pensieve.Engine;

namespace Pensieve.Console.Live;

/// <summary>What the sampler last measured.</summary>
internal sealed record LiveReadings(LiveSample? Sample, RequestStats Stats, double StalledSeconds, long RefusedLately, HostReading? Host);

/// <summary>
/// Tells pages that data changed, at most <see cref="UpdatesPerSecond"/> times a second; they then pull
/// <see cref="Current"/>. One frame is made for all of them, and none while nobody looks.
/// </summary>
public sealed class LiveFeed : IDisposable
{
    /// <summary>Most notices a second.</summary>
    public const int UpdatesPerSecond = 4;

    /// <summary>Ended requests in a frame.</summary>
    public const int RecentLimit = 50;

    private readonly IEngine _engine;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveFeed> _logger;
    private readonly Throttler _throttler;
    private readonly Lock _lock = new();
    private LiveSubscription[] _subscriptions = [];
    private LiveReadings _readings = new(null, RequestStats.None, 0, 0, null);
    private LiveFrame? _frame;

    /// <summary>A feed from <paramref name="engine"/>.</summary>
    public LiveFeed(IEngine engine, TimeProvider time, ILogger<LiveFeed> logger)
    {
        _engine = engine;
        _time = time;
        _logger = logger;
        _throttler = new Throttler(time, TimeSpan.FromSeconds(1) / UpdatesPerSecond, Notify);
        engine.Changed += Signal;
    }

    /// <summary>The newest frame. While somebody who is seen is subscribed it is at most one throttle interval behind the last change.</summary>
    public LiveFrame Current => Volatile.Read(ref _frame) ?? MakeFrame();

    /// <summary>Open subscriptions.</summary>
    public int SubscriptionCount => Volatile.Read(ref _subscriptions).Length;

    /// <summary>
    /// Calls <paramref name="changed"/> after changes, never twice at once; a subscriber that is slow misses notices, not
    /// data. Dispose to end it.
    /// </summary>
    /// <param name="changed">What to call.</param>
    /// <param name="tab">Whose it is: no call is made while it is hidden; null = it is always seen.</param>
    public IDisposable Subscribe(Func<Task> changed, LivePause? tab = null)
    {
        var subscription = new LiveSubscription(this, changed, tab, _logger);
        lock (_lock)
        {
            if (_subscriptions.Length == 0) Volatile.Write(ref _frame, MakeFrame());
            Volatile.Write(ref _subscriptions, [.. _subscriptions, subscription]);
        }

        return subscription;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Changed -= Signal;
        _throttler.Dispose();
    }

    /// <summary>Calls the subscribers of a tab that is seen again.</summary>
    internal void CatchUp(LivePause tab)
    {
        Volatile.Write(ref _frame, MakeFrame());
        foreach (var subscription in Volatile.Read(ref _subscriptions))
            if (subscription.Tab == tab) subscription.Notify();
    }

    internal void Publish(LiveReadings readings)
    {
        Volatile.Write(ref _readings, readings);
        Signal();
    }

    internal void Remove(LiveSubscription subscription)
    {
        lock (_lock)
        {
            Volatile.Write(ref _subscriptions, [.. _subscriptions.Where(s => s != subscription)]);
            if (_subscriptions.Length == 0) Volatile.Write(ref _frame, null);
        }
    }

    private void Signal()
    {
        if (SubscriptionCount > 0) _throttler.Signal();
    }

    private void Notify()
    {
        var subscriptions = Volatile.Read(ref _subscriptions);
        if (!Array.Exists(subscriptions, s => !s.IsHidden))
        {
            // Whoever asks meanwhile gets a frame of their own.
            Volatile.Write(ref _frame, null);
            return;
        }

        Volatile.Write(ref _frame, MakeFrame());
        foreach (var subscription in subscriptions)
            if (!subscription.IsHidden) subscription.Notify();
    }

    private LiveFrame MakeFrame()
    {
        var readings = Volatile.Read(ref _readings);
        return new LiveFrame(_time.GetUtcNow(), _engine.Snapshot(), readings.Sample, readings.Stats, readings.StalledSeconds,
            readings.RefusedLately, readings.Host, _engine.RecentRequests(RecentLimit));
    }
}
