namespace Pensieve.Console.Live;

/// <summary>Ring of the latest samples. Thread-safe; when full, the oldest is overwritten.</summary>
public sealed class LiveHistory
{
    /// <summary>Samples kept: an hour at one a second.</summary>
    public const int DefaultCapacity = 3600;

    private readonly Lock _lock = new();
    private readonly LiveSample[] _ring;
    private long _next = 1;

    /// <summary>A history of <see cref="DefaultCapacity"/> samples.</summary>
    public LiveHistory() : this(DefaultCapacity)
    {
    }

    /// <summary>A history of <paramref name="capacity"/> samples.</summary>
    public LiveHistory(int capacity) => _ring = new LiveSample[capacity];

    /// <summary>The newest sample; null = none yet.</summary>
    public LiveSample? Latest
    {
        get { lock (_lock) return _next == 1 ? null : _ring[Index(_next - 1)]; }
    }

    /// <summary>Appends what <paramref name="make"/> returns for the next sequence number.</summary>
    public LiveSample Add(Func<long, LiveSample> make)
    {
        lock (_lock)
        {
            var sample = make(_next);
            _ring[Index(_next)] = sample;
            _next++;
            return sample;
        }
    }

    /// <summary>Samples after <paramref name="sequence"/>, oldest first, at most the newest <paramref name="limit"/>.</summary>
    public IReadOnlyList<LiveSample> Since(long sequence, int limit = int.MaxValue)
    {
        lock (_lock)
        {
            var first = Math.Max(sequence + 1, _next - Math.Min(_ring.Length, (long)limit));
            first = Math.Max(first, 1);
            var result = new LiveSample[Math.Max(0, _next - first)];
            for (var i = 0; i < result.Length; i++) result[i] = _ring[Index(first + i)];
            return result;
        }
    }

    private int Index(long sequence) => (int)(sequence % _ring.Length);
}
