namespace Pensieve.Engine.Worker;

/// <summary>What became of a wish to be let in.</summary>
internal enum AdmissionOutcome
{
    /// <summary>It counts until <see cref="Admission.Leave"/>.</summary>
    Entered,

    /// <summary>All places are taken.</summary>
    Full,

    /// <summary>Nothing is let in any more.</summary>
    Closed,
}

/// <summary>
/// Counts the requests in flight and shuts the door for good. Count and door are one word: once it is closed and the count is
/// zero, nothing can still be on its way in, which two words could not promise. Thread-safe, without a lock.
/// </summary>
internal sealed class Admission
{
    private const int Closed = int.MinValue;
    private int _state;

    /// <summary>Requests in flight.</summary>
    public int Count => Volatile.Read(ref _state) & int.MaxValue;

    /// <summary>Whether nothing is let in any more.</summary>
    public bool IsClosed => Volatile.Read(ref _state) < 0;

    /// <summary>Lets one in if fewer than <paramref name="capacity"/> are.</summary>
    public AdmissionOutcome TryEnter(int capacity)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state < 0) return AdmissionOutcome.Closed;
            if (state >= capacity) return AdmissionOutcome.Full;
            if (Interlocked.CompareExchange(ref _state, state + 1, state) == state) return AdmissionOutcome.Entered;
        }
    }

    /// <summary>One that entered is done.</summary>
    public void Leave() => Interlocked.Decrement(ref _state);

    /// <summary>Lets nothing in from now on.</summary>
    public void Close() => Interlocked.Or(ref _state, Closed);
}
