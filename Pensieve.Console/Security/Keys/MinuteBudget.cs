namespace Pensieve.Console.Security.Keys;

/// <summary>
/// An amount per minute that refills steadily: a bucket as large as a minute's share. What is taken may be known only
/// afterwards, as with tokens: then the bucket goes below zero, and nothing is let through until it is above again.
/// Taken from once per request, never per token.
/// </summary>
internal sealed class MinuteBudget(int perMinute, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _perSecond = perMinute / 60.0;
    private double _level = perMinute;
    private long _filledAt = time.GetTimestamp();

    /// <summary>The limit.</summary>
    public int Limit => perMinute;

    /// <summary>What is left now, whole units, and the time until it is full again.</summary>
    public (int Remaining, TimeSpan Reset) State
    {
        get
        {
            lock (_lock)
            {
                Fill();
                return ((int)Math.Max(0, Math.Floor(_level)), TimeSpan.FromSeconds((perMinute - _level) / _perSecond));
            }
        }
    }

    /// <summary>Takes <paramref name="amount"/> if as much is there; else says how long until it is.</summary>
    /// <param name="amount">At least 1; what is only tested for comes back with <see cref="Charge"/> of the negative.</param>
    public TimeSpan? TryTake(int amount)
    {
        lock (_lock)
        {
            Fill();
            if (_level < amount) return TimeSpan.FromSeconds((amount - _level) / _perSecond);
            _level -= amount;
            return null;
        }
    }

    /// <summary>Takes without asking; a negative amount gives back.</summary>
    public void Charge(long amount)
    {
        lock (_lock)
        {
            Fill();
            _level = Math.Min(perMinute, _level - amount);
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _level = Math.Min(perMinute, _level + (time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond));
        _filledAt = now;
    }
}
