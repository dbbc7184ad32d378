namespace Pensieve.Console.Live;

/// <summary>One page's wish to be told of changes.</summary>
internal sealed partial class LiveSubscription(LiveFeed feed, Func<Task> changed, LivePause? tab, ILogger logger) : IDisposable
{
    private const int Idle = 0, Running = 1, RunningAndStale = 2, Disposed = 3;
    private int _state;

    /// <summary>The tab that the page is in; null = it is always seen.</summary>
    public LivePause? Tab => tab;

    /// <summary>Nobody sees the page.</summary>
    public bool IsHidden => tab is { IsHidden: true };

    /// <summary>Starts a call, or, while one runs, remembers to make another one after it.</summary>
    public void Notify()
    {
        if (Interlocked.CompareExchange(ref _state, Running, Idle) == Idle) _ = RunAsync();
        else Interlocked.CompareExchange(ref _state, RunningAndStale, Running);
    }

    /// <summary>No call begins after this.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _state, Disposed);
        feed.Remove(this);
    }

    private async Task RunAsync()
    {
        do
        {
            try
            {
                await changed().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // The circuit went away between the notice and the call.
            }
            catch (Exception e)
            {
                LogUpdateFailed(e);
            }
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Running) == RunningAndStale
            && Interlocked.CompareExchange(ref _state, Running, RunningAndStale) == RunningAndStale);
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "A page failed to update")]
    private partial void LogUpdateFailed(Exception exception);
}
