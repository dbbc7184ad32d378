using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Telemetry;

/// <summary>The last requests that ended; the oldest goes when it is full. Thread-safe.</summary>
/// <param name="capacity">Most of them.</param>
public sealed class RecentRequests(int capacity)
{
    private readonly Lock _gate = new();
    private readonly RequestRecord[] _ring = new RequestRecord[capacity];
    private long _count;

    /// <summary>Most requests held.</summary>
    public int Capacity => capacity;

    /// <summary>A request ended. Raised on the thread that reads frames: handlers must neither throw nor wait.</summary>
    public event Action<RequestRecord>? Added;

    /// <summary>Adds one.</summary>
    internal void Add(RequestRecord record)
    {
        lock (_gate) _ring[_count++ % capacity] = record;
        Added?.Invoke(record);
    }

    /// <summary>Puts requests of before the start in front of those that ended since; the oldest go where there is no room.</summary>
    /// <param name="older">Oldest first.</param>
    public void Restore(IReadOnlyList<RequestRecord> older)
    {
        ArgumentNullException.ThrowIfNull(older);
        lock (_gate)
        {
            var since = LatestLocked(capacity);
            var room = Math.Min(older.Count, capacity - since.Length);
            _count = 0;
            for (var i = older.Count - room; i < older.Count; i++) _ring[_count++] = older[i] with { IsRestored = true };
            for (var i = since.Length - 1; i >= 0; i--) _ring[_count++ % capacity] = since[i];
        }
    }

    /// <summary>The newest ones, newest first.</summary>
    public IReadOnlyList<RequestRecord> Latest(int count)
    {
        lock (_gate) return LatestLocked(count);
    }

    private RequestRecord[] LatestLocked(int count)
    {
        var n = (int)Math.Min(Math.Min(count, capacity), _count);
        var latest = new RequestRecord[Math.Max(n, 0)];
        for (var i = 0; i < n; i++) latest[i] = _ring[(_count - 1 - i) % capacity];
        return latest;
    }
}
