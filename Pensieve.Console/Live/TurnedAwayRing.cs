namespace Pensieve.Console.Live;

/// <summary>
/// The requests that were turned away lately, in memory only: what a client was told may quote what it sent. Bounded: the
/// oldest leaves first. Thread-safe.
/// </summary>
public sealed class TurnedAwayRing
{
    /// <summary>Most requests held.</summary>
    public const int Capacity = 1000;

    /// <summary>Most characters of a path, and of a message.</summary>
    public const int PathLength = 160;

    /// <inheritdoc cref="PathLength"/>
    public const int MessageLength = 400;

    private readonly Lock _gate = new();
    private readonly Queue<TurnedAwayRequest> _held = new();
    private long _total;
    private long _ofRuns;

    /// <summary>How many there were since the start.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Of these, how many came from the server's own test runs.</summary>
    public long OfRuns => Interlocked.Read(ref _ofRuns);

    /// <summary>Counts one of a test run. It is not kept: runs provoke errors by the hundred, and would push out everybody else's.</summary>
    public void CountOfRun()
    {
        Interlocked.Increment(ref _ofRuns);
        Interlocked.Increment(ref _total);
    }

    /// <summary>Takes one.</summary>
    public void Add(TurnedAwayRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Interlocked.Increment(ref _total);
        lock (_gate)
        {
            _held.Enqueue(request with { Path = Cut(request.Path, PathLength), Message = Cut(request.Message, MessageLength) });
            if (_held.Count > Capacity) _held.Dequeue();
        }
    }

    /// <summary>The newest ones, newest first.</summary>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<TurnedAwayRequest> Read(int most = Capacity)
    {
        lock (_gate) return [.. _held.Reverse().Take(most)];
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        if (char.IsHighSurrogate(text[length - 1])) length--;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
