namespace Pensieve.Console.Features.Logs;

/// <summary>
/// The latest entries of one kind, oldest first. Bounded in entries and in characters of text; what does not fit any more goes,
/// oldest first, and is counted. Not thread-safe.
/// </summary>
internal sealed class LogLane(int capacity, int textLimit)
{
    private readonly LogLine?[] _ring = new LogLine?[capacity];
    private int _first;
    private int _count;
    private long _text;

    /// <summary>Entries that are gone.</summary>
    public long Overwritten { get; private set; }

    /// <summary>Appends an entry, whatever its length.</summary>
    public void Add(LogLine line)
    {
        var length = Length(line);
        while (_count == _ring.Length || (_count > 0 && _text + length > textLimit)) DropOldest();
        _ring[(_first + _count) % _ring.Length] = line;
        _count++;
        _text += length;
    }

    /// <summary>What is kept, oldest first.</summary>
    public LogLine[] ToArray()
    {
        var lines = new LogLine[_count];
        var untilEnd = Math.Min(_count, _ring.Length - _first);
        Array.Copy(_ring, _first, lines, 0, untilEnd);
        Array.Copy(_ring, 0, lines, untilEnd, _count - untilEnd);
        return lines;
    }

    private void DropOldest()
    {
        _text -= Length(_ring[_first]!);
        _ring[_first] = null;
        _first = (_first + 1) % _ring.Length;
        _count--;
        Overwritten++;
    }

    private static int Length(LogLine line) => line.Message.Length + (line.Exception?.Length ?? 0);
}
