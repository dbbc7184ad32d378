using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Telemetry;

/// <summary>The last requests that ended; the oldest goes when it is full. Thread-safe.</summary>
internal sealed class RecentRequests(int capacity)
{
    private readonly Lock _gate = new();
    private readonly RequestRecord[] _ring = new RequestRecord[capacity];
    private long _count;

    /// <summary>Adds one.</summary>
    public void Add(RequestRecord record)
    {
        lock (_gate) _ring[_count++ % capacity] = record;
    }

    /// <summary>The newest ones, newest first.</summary>
    public IReadOnlyList<RequestRecord> Latest(int count)
    {
        lock (_gate)
        {
            var n = (int)Math.Min(Math.Min(count, capacity), _count);
            var latest = new RequestRecord[Math.Max(n, 0)];
            for (var i = 0; i < n; i++) latest[i] = _ring[(_count - 1 - i) % capacity];
            return latest;
        }
    }
}
