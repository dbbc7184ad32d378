namespace Pensieve.Console.Features.Logs;

/// <summary>
/// The latest entries of the log, for the page. Thread-safe; when full, the oldest entry is overwritten and counted. What the
/// workers write arrives through the app's own log.
/// </summary>
public sealed class LogRing(int capacity)
{
    /// <summary>Entries kept.</summary>
    public const int DefaultCapacity = 5000;

    /// <summary>Most characters of a message.</summary>
    public const int MessageLimit = 4000;

    /// <summary>Most characters of an exception.</summary>
    public const int ExceptionLimit = 16_000;

    private readonly Lock _lock = new();
    private readonly LogLine[] _ring = new LogLine[capacity];
    private long _last;
    private volatile LogLevel _level = LogLevel.Debug;

    /// <summary>A ring of <see cref="DefaultCapacity"/> entries.</summary>
    public LogRing() : this(DefaultCapacity)
    {
    }

    /// <summary>Least level of Pensieve's own entries that is kept; the framework's are kept from warning on.</summary>
    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>Number of the newest entry; 0 = none yet.</summary>
    public long LastSequence => Interlocked.Read(ref _last);

    /// <summary>Entries that were overwritten.</summary>
    public long Overwritten => Math.Max(0, LastSequence - _ring.Length);

    /// <summary>Whether an entry is kept at all.</summary>
    public bool Keeps(string? category, LogLevel level) =>
        level != LogLevel.None && level >= (category?.StartsWith("Pensieve", StringComparison.Ordinal) == true ? _level : LogLevel.Warning);

    /// <summary>Appends an entry; its number is given here.</summary>
    public void Add(LogLine line)
    {
        lock (_lock)
        {
            var sequence = _last + 1;
            _ring[sequence % _ring.Length] = line with { Sequence = sequence };
            Interlocked.Exchange(ref _last, sequence);
        }
    }

    /// <summary>Entries that pass the filter, oldest first, none newer than <paramref name="upTo"/>.</summary>
    public IReadOnlyList<LogLine> Read(LogFilter filter, long upTo = long.MaxValue)
    {
        List<LogLine> lines = [];
        foreach (var line in Copy(upTo))
            if (filter.Matches(line)) lines.Add(line);
        return lines;
    }

    /// <summary>Entries by level, trace to critical, whatever the filter.</summary>
    public IReadOnlyList<int> CountByLevel(long upTo = long.MaxValue)
    {
        var counts = new int[(int)LogLevel.Critical + 1];
        foreach (var line in Copy(upTo)) counts[(int)line.Level]++;
        return counts;
    }

    /// <summary>Number of the newest entry that is not after <paramref name="time"/>; 0 = all are.</summary>
    public long SequenceAt(DateTimeOffset time)
    {
        var lines = Copy(long.MaxValue);
        for (var i = lines.Length - 1; i >= 0; i--)
            if (lines[i].Time <= time) return lines[i].Sequence;
        return 0;
    }

    private LogLine[] Copy(long upTo)
    {
        lock (_lock)
        {
            var last = Math.Min(_last, upTo);
            var first = Math.Max(1, _last - _ring.Length + 1);
            var lines = new LogLine[Math.Max(0, last - first + 1)];
            for (var i = 0; i < lines.Length; i++) lines[i] = _ring[(first + i) % _ring.Length];
            return lines;
        }
    }
}
