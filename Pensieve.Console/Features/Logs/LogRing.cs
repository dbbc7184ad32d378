namespace Pensieve.Console.Features.Logs;

/// <summary>
/// The latest entries of the log, for the page: those of each <see cref="LogKind"/> in a lane of their own, numbered together.
/// Thread-safe; in a full lane the oldest entries go and are counted. What the workers write arrives through the app's own log.
/// </summary>
public sealed class LogRing
{
    /// <summary>Most characters of a message.</summary>
    public const int MessageLimit = 4000;

    /// <summary>Most characters of an exception.</summary>
    public const int ExceptionLimit = 16_000;

    private readonly Lock _lock = new();
    private readonly LogLane[] _lanes;
    private long _last;
    private volatile LogLevel _level = LogLevel.Debug;

    /// <summary>A ring of the default limits.</summary>
    public LogRing() : this(new LogLimits())
    {
    }

    /// <summary>A ring of such limits.</summary>
    public LogRing(LogLimits limits)
    {
        Limits = limits;
        _lanes = [new(limits.Details, limits.TextOfEach), new(limits.Information, limits.TextOfEach), new(limits.Warnings, limits.TextOfEach)];
    }

    /// <summary>How much is kept.</summary>
    public LogLimits Limits { get; }

    /// <summary>Least level of Pensieve's own entries that is kept; the framework's are kept from warning on.</summary>
    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>Number of the newest entry; 0 = none yet.</summary>
    public long LastSequence => Interlocked.Read(ref _last);

    /// <summary>Entries that are gone.</summary>
    public LogLoss Overwritten
    {
        get
        {
            lock (_lock) return new(Lane(LogKind.Details).Overwritten, Lane(LogKind.Information).Overwritten, Lane(LogKind.Warnings).Overwritten);
        }
    }

    /// <summary>The kind of a level.</summary>
    public static LogKind KindOf(LogLevel level) => level switch
    {
        < LogLevel.Information => LogKind.Details,
        LogLevel.Information => LogKind.Information,
        _ => LogKind.Warnings,
    };

    /// <summary>Whether an entry is kept at all.</summary>
    public bool Keeps(string? category, LogLevel level) =>
        level != LogLevel.None && level >= (category?.StartsWith("Pensieve", StringComparison.Ordinal) == true ? _level : LogLevel.Warning);

    /// <summary>Appends an entry; its number is given here. Parameters as in <see cref="LogLine"/>.</summary>
    public void Add(DateTimeOffset time, LogLevel level, string category, int eventId, string message, string? exception = null, string? requestId = null)
    {
        lock (_lock)
        {
            var sequence = _last + 1;
            Lane(KindOf(level)).Add(new LogLine(sequence, time, level, category, eventId, message, exception, requestId));
            Interlocked.Exchange(ref _last, sequence);
        }
    }

    /// <summary>Entries that pass the filter, oldest first, none newer than <paramref name="upTo"/>.</summary>
    public IReadOnlyList<LogLine> Read(LogFilter filter, long upTo = long.MaxValue)
    {
        var lanes = Copy(KindOf(filter.Least));
        var next = new int[lanes.Length];
        List<LogLine> lines = [];
        while (true)
        {
            var (from, oldest) = (-1, upTo);
            for (var i = 0; i < lanes.Length; i++)
                if (next[i] < lanes[i].Length && lanes[i][next[i]].Sequence <= oldest) (from, oldest) = (i, lanes[i][next[i]].Sequence);
            if (from < 0) return lines;
            var line = lanes[from][next[from]++];
            if (filter.Matches(line)) lines.Add(line);
        }
    }

    /// <summary>Entries by level, trace to critical, whatever the filter.</summary>
    public IReadOnlyList<int> CountByLevel(long upTo = long.MaxValue)
    {
        var counts = new int[(int)LogLevel.Critical + 1];
        foreach (var lane in Copy(LogKind.Details))
            foreach (var line in lane)
                if (line.Sequence <= upTo) counts[(int)line.Level]++;
        return counts;
    }

    /// <summary>Number of the newest entry that is not after <paramref name="time"/>; 0 = all are.</summary>
    public long SequenceAt(DateTimeOffset time)
    {
        var newest = 0L;
        foreach (var lane in Copy(LogKind.Details))
            if (Array.FindLast(lane, l => l.Time <= time) is { } line) newest = Math.Max(newest, line.Sequence);
        return newest;
    }

    private LogLane Lane(LogKind kind) => _lanes[(int)kind];

    // The entries of a kind and of the graver ones: whoever logs waits for a copy of references, not for a reader.
    private LogLine[][] Copy(LogKind least)
    {
        lock (_lock) return Array.ConvertAll(_lanes[(int)least..], l => l.ToArray());
    }
}
