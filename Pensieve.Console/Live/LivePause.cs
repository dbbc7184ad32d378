namespace Pensieve.Console.Live;

/// <summary>
/// Live, paused or out of sight, for one circuit. Pausing freezes the data that pages show, never the sampling: on resuming,
/// the charts fill in what was missed. A tab that nobody sees is told of nothing and catches up when it is seen again.
/// </summary>
public sealed class LivePause(LiveFeed feed, TimeProvider time)
{
    /// <summary>The frame that stays while paused; null = live.</summary>
    public LiveFrame? Frozen { get; private set; }

    /// <summary>When it was paused; null = live.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>The tab is in the background, or its window out of sight.</summary>
    public bool IsHidden { get; private set; }

    /// <summary>What pages show now.</summary>
    public LiveFrame Shown => Frozen ?? feed.Current;

    /// <summary>Requests that ended since the pause.</summary>
    public long Missed => Frozen is null ? 0 : Math.Max(0, feed.Current.EndedTotal - Frozen.EndedTotal);

    /// <summary>Raised on the circuit's thread after a change.</summary>
    public event Action? Changed;

    /// <summary>Subscribes to the feed for as long as the tab is seen. Dispose to end it.</summary>
    public IDisposable Subscribe(Func<Task> changed) => feed.Subscribe(changed, this);

    /// <summary>The same, told of every pause and resumption too.</summary>
    public IDisposable Subscribe(Func<Task> changed, Action toggled)
    {
        var subscription = feed.Subscribe(changed, this);
        Changed += toggled;
        return new Both(subscription, () => Changed -= toggled);
    }

    /// <summary>The tab went out of sight, or is seen again.</summary>
    public void SetHidden(bool hidden)
    {
        if (IsHidden == hidden) return;
        IsHidden = hidden;
        if (!hidden) feed.CatchUp(this);
    }

    /// <summary>Pauses or resumes.</summary>
    public void Toggle()
    {
        Frozen = Frozen is null ? feed.Current : null;
        Since = Frozen is null ? null : time.GetUtcNow();
        Changed?.Invoke();
    }

    private sealed class Both(IDisposable subscription, Action unhook) : IDisposable
    {
        public void Dispose()
        {
            subscription.Dispose();
            unhook();
        }
    }
}
