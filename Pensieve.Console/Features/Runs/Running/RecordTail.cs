using Pensieve.Console.Features.Runs.Keeping;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>
/// The latest lines of a run's record in memory, for readers of its events and for writing them down. Bounded: what is older
/// than <see cref="LineLimit"/> lines is read from the database; lines that the database did not take in time are dropped,
/// oldest first, and counted. Thread-safe.
/// </summary>
internal sealed class RecordTail
{
    /// <summary>Lines kept for readers.</summary>
    public const int LineLimit = 5_000;

    /// <summary>Lines kept for the database while it fails; some 30 MB.</summary>
    public const int UnsavedLimit = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<RunLine> _recent = new();
    private readonly Queue<RunLine> _unsaved = new();

    /// <summary>Lines that were never written down.</summary>
    public long Lost { get; private set; }

    /// <summary>Number of the first line in memory; null = there is none.</summary>
    public long? First
    {
        get { lock (_lock) return _recent.TryPeek(out var line) ? line.Seq : null; }
    }

    /// <summary>Appends a line.</summary>
    public void Add(RunLine line)
    {
        lock (_lock)
        {
            _recent.Enqueue(line);
            if (_recent.Count > LineLimit) _recent.Dequeue();
            _unsaved.Enqueue(line);
            if (_unsaved.Count <= UnsavedLimit) return;
            _unsaved.Dequeue();
            Lost++;
        }
    }

    /// <summary>Lines after a number, at most so many.</summary>
    public IReadOnlyList<RunLine> After(long seq, int limit)
    {
        lock (_lock) return [.. _recent.Where(l => l.Seq > seq).Take(limit)];
    }

    /// <summary>The next lines to write down, at most so many.</summary>
    public IReadOnlyList<RunLine> Unsaved(int limit)
    {
        lock (_lock) return [.. _unsaved.Take(limit)];
    }

    /// <summary>Lines up to a number are written down.</summary>
    public void Saved(long seq)
    {
        lock (_lock)
        {
            while (_unsaved.TryPeek(out var line) && line.Seq <= seq) _unsaved.Dequeue();
        }
    }
}
