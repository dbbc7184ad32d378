namespace Pensieve.Harness.Reports;

/// <summary>
/// A series of bounded length: when full, neighbours are joined two by two and each later point gathers as many. Nothing is
/// lost but resolution. Not thread-safe.
/// </summary>
internal sealed class CoarseSeries<T>(int capacity, Func<T, T, T> join)
    where T : class
{
    private readonly List<T> _points = [];
    private T? _open;
    private int _inOpen;

    /// <summary>Values in one point.</summary>
    public int Stride { get; private set; } = 1;

    /// <summary>How often points were joined.</summary>
    public int Generation { get; private set; }

    /// <summary>Appends one value.</summary>
    public void Add(T value)
    {
        _open = _open is null ? value : join(_open, value);
        if (++_inOpen < Stride) return;
        _points.Add(_open);
        (_open, _inOpen) = (null, 0);
        if (_points.Count < capacity) return;
        for (var i = 0; i + 1 < _points.Count; i += 2) _points[i / 2] = join(_points[i], _points[i + 1]);
        _points.RemoveRange(capacity / 2, _points.Count - capacity / 2);
        Stride *= 2;
        Generation++;
    }

    /// <summary>The points so far; the last may still be filling.</summary>
    public T[] ToArray() => _open is null ? [.. _points] : [.. _points, _open];
}
