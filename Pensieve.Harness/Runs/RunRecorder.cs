using System.Collections.Concurrent;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Runs;

/// <summary>
/// Writes a run's record: numbers and stamps each event, hands it to the subscribers and writes it as a line to every sink.
/// Between the emitters and the writing thread are at most <see cref="Capacity"/> events. When they are full the emitter waits: a
/// record without gaps is worth more than an undisturbed schedule, and the schedule's own gate tells of the disturbance.
/// </summary>
public sealed class RunRecorder : IDisposable
{
    /// <summary>Most events that wait to be written.</summary>
    public const int Capacity = 65_536;

    private readonly BlockingCollection<RunEvent> _queue = new(Capacity);
    private readonly Lock _order = new();
    private readonly List<TextWriter> _sinks;
    private readonly Thread _writer;
    private Action<RunEvent>[] _subscribers = [];
    private long _seq;

    /// <summary>A record on <paramref name="clock"/>, written to <paramref name="sinks"/>, which it does not dispose.</summary>
    public RunRecorder(RunClock clock, params IEnumerable<TextWriter> sinks)
    {
        Clock = clock;
        _sinks = [.. sinks];
        _writer = new Thread(Write) { IsBackground = true, Name = "run record" };
        _writer.Start();
    }

    /// <summary>The run's clock.</summary>
    public RunClock Clock { get; }

    /// <summary>Why a sink is no longer written to (a full disk, a closed pipe); null = all are.</summary>
    public string? SinkFailure { get; private set; }

    /// <summary>Calls <paramref name="subscriber"/> with every later event, in order, on the writing thread; it must be quick and not throw.</summary>
    public void Subscribe(Action<RunEvent> subscriber)
    {
        lock (_order) _subscribers = [.. _subscribers, subscriber];
    }

    /// <summary>Adds an event. From any thread.</summary>
    public void Emit(RunEvent line)
    {
        lock (_order) _queue.Add(line with { Seq = _seq++, T = Math.Round(Clock.Now, 6) });
    }

    /// <summary>Returns when everything emitted so far is written and flushed; nothing may be emitted afterwards.</summary>
    public void Complete()
    {
        if (!_queue.IsAddingCompleted) _queue.CompleteAdding();
        _writer.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        _queue.Dispose();
    }

    private void Write()
    {
        foreach (var line in _queue.GetConsumingEnumerable())
        {
            foreach (var subscriber in Volatile.Read(ref _subscribers)) subscriber(line);
            if (_sinks.Count == 0) continue;
            var text = RunEventJson.Line(line);
            var flush = _queue.Count == 0;
            for (var i = _sinks.Count - 1; i >= 0; i--)
            {
                try
                {
                    _sinks[i].Write(text);
                    _sinks[i].Write('\n');
                    if (flush) _sinks[i].Flush();
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    SinkFailure = e.Message;
                    _sinks.RemoveAt(i);
                }
            }
        }

        foreach (var sink in _sinks)
        {
            try
            {
                sink.Flush();
            }
            catch (IOException e)
            {
                SinkFailure = e.Message;
            }
        }
    }
}
