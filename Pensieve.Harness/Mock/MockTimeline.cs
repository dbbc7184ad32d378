using System.Diagnostics;
using Pensieve.Harness.Measuring;

namespace Pensieve.Harness.Mock;

/// <summary>
/// One thread that does everything timed: it sleeps to shortly before the next moment, spins the rest where precision is asked for,
/// and lets the due stream write. It keeps how late it was, so that a busy machine is not taken for a wrong measurement.
/// </summary>
internal sealed class MockTimeline : IDisposable
{
    private static readonly long s_longestSleep = Stopwatch.Frequency / 3000;
    private readonly PriorityQueue<MockStream, long> _queue = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly bool _precise;

    public MockTimeline(bool precise)
    {
        _precise = precise;
        _thread = new Thread(Run) { IsBackground = true, Name = "mock timeline", Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    /// <summary>How late each moment was, in milliseconds.</summary>
    public LiveHistogram Lateness { get; } = new();

    /// <summary>Lets a stream act at a tick.</summary>
    public void Add(MockStream stream, long due)
    {
        bool wasEmpty;
        lock (_lock)
        {
            wasEmpty = _queue.Count == 0;
            _queue.Enqueue(stream, due);
        }

        if (wasEmpty) _wake.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _wake.Release();
        _thread.Join();
        _stop.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            MockStream? stream;
            long due;
            bool any;
            lock (_lock) any = _queue.TryPeek(out stream, out due);
            if (!any)
            {
                _wake.Wait();
                continue;
            }

            var now = Stopwatch.GetTimestamp();
            if (due > now)
            {
                // An earlier one may arrive meanwhile: sleep by short pieces.
                var until = Math.Min(due, now + s_longestSleep);
                Load.PreciseWait.Until(until, _precise, _stop.Token);
                continue;
            }

            lock (_lock)
            {
                if (!_queue.TryPeek(out stream, out due) || due > now) continue;
                _queue.Dequeue();
            }

            Lateness.Record((now - due) * 1e3 / Stopwatch.Frequency);
            if (stream.Act(due) is { } next) Add(stream, next);
        }
    }
}
