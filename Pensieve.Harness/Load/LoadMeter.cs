using System.Collections.Concurrent;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Load;

/// <summary>Counts a running load for its live ticks. Frames cost two interlocked additions and no lock.</summary>
internal sealed class LoadMeter : ILoadMeter
{
    private readonly LiveHistogram _ttft = new();
    private readonly LiveHistogram _itl = new();
    private readonly ConcurrentDictionary<string, int> _failed = new();
    private int _asked;
    private int _sent;
    private int _completed;
    private int _shed;
    private int _cancelled;
    private int _inFlight;
    private int _frames;
    private long _allTokens = 1;
    private long _allFrames = 1;
    private long _worstLag;
    private long _tickedAt = RunClock.Ticks;

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The schedule wanted one sent.</summary>
    public void Asked() => Interlocked.Increment(ref _asked);

    /// <inheritdoc/>
    public void Sent(GenerationResult result)
    {
        Interlocked.Increment(ref _sent);
        Interlocked.Increment(ref _inFlight);
        var lag = result.Send - result.Sched;
        long seen;
        while (lag > (seen = Volatile.Read(ref _worstLag)) && Interlocked.CompareExchange(ref _worstLag, lag, seen) != seen)
        {
        }
    }

    /// <inheritdoc/>
    public void Frame(double ms, bool first)
    {
        (first ? _ttft : _itl).Record(ms);
        Interlocked.Increment(ref _frames);
    }

    /// <summary>A request ended, and whoever judges it has.</summary>
    public void Ended(GenerationResult result)
    {
        Interlocked.Decrement(ref _inFlight);
        if (result.IsOk)
        {
            Interlocked.Increment(ref _completed);
            Interlocked.Add(ref _allTokens, result.Tokens);
            Interlocked.Add(ref _allFrames, result.FrameMicros.Length);
        }
        else if (result.Outcome == GenerationResult.Shed)
        {
            Interlocked.Increment(ref _shed);
        }
        else if (result.Outcome == GenerationResult.Cancelled)
        {
            Interlocked.Increment(ref _cancelled);
        }
        else
        {
            _failed.AddOrUpdate(result.Outcome, 1, (_, n) => n + 1);
        }
    }

    /// <summary>
    /// What came since the call before; one caller. Tokens under way are frames times the tokens per frame of ended requests, since
    /// a server says only at the end how many there were.
    /// </summary>
    public LoadTick Tick()
    {
        var now = RunClock.Ticks;
        var seconds = (now - _tickedAt) * RunClock.SecondsPerTick;
        _tickedAt = now;
        Dictionary<string, int> failed = [];
        foreach (var kind in _failed.Keys)
        {
            if (_failed.TryRemove(kind, out var count)) failed[kind] = count;
        }

        var perFrame = (double)Volatile.Read(ref _allTokens) / Math.Max(1, Volatile.Read(ref _allFrames));
        return new LoadTick(
            Math.Round(seconds, 6), Take(ref _asked), Take(ref _sent), Take(ref _completed), Take(ref _shed), failed, InFlight,
            (long)Math.Round(Take(ref _frames) * perFrame), _ttft.Take(), _itl.Take(), Math.Round(Interlocked.Exchange(ref _worstLag, 0) * RunClock.SecondsPerTick * 1e3, 3),
            Take(ref _cancelled));
    }

    private static int Take(ref int counter) => Interlocked.Exchange(ref counter, 0);
}
