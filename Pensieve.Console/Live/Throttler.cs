namespace Pensieve.Console.Live;

/// <summary>
/// Runs an action soon after it is signalled, but at most once per interval: signals in between are folded into one run at
/// the interval's end, so the last one is never lost. Signalling is cheap and may come from any thread.
/// </summary>
public sealed class Throttler : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Action _run;
    private readonly ITimer _timer;
    private long _lastRun;
    private int _pending;

    /// <summary>A throttler that calls <paramref name="run"/> on a timer thread; it must not throw.</summary>
    public Throttler(TimeProvider time, TimeSpan interval, Action run)
    {
        _time = time;
        _interval = interval;
        _run = run;
        _lastRun = time.GetTimestamp() - (long)(interval.TotalSeconds * time.TimestampFrequency);
        _timer = time.CreateTimer(static s => ((Throttler)s!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for a run.</summary>
    public void Signal()
    {
        if (Volatile.Read(ref _pending) == 1 || Interlocked.Exchange(ref _pending, 1) == 1) return;
        var wait = _interval - _time.GetElapsedTime(Volatile.Read(ref _lastRun));
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancels what is pending; a run that has begun goes on.</summary>
    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        Volatile.Write(ref _lastRun, _time.GetTimestamp());
        // Cleared before the run: a signal during it asks for another one.
        Volatile.Write(ref _pending, 0);
        _run();
    }
}
