namespace Pensieve.Console.Security.Keys;

/// <summary>Why a limit refuses a request.</summary>
/// <param name="Message">For the caller.</param>
/// <param name="RetryAfter">When to come back.</param>
internal sealed record KeyRefusal(string Message, TimeSpan RetryAfter);

/// <summary>Limits and usage of one key while the server runs. Counted once per request.</summary>
internal sealed class KeyMeter
{
    private static readonly TimeSpan s_busyWait = TimeSpan.FromSeconds(1);
    private long _active, _requests, _refused, _prompt, _cached, _output;

    public KeyMeter(KeyLimits limits, TimeProvider time)
    {
        Limits = limits;
        Requests = limits.RequestsPerMinute is { } requests ? new MinuteBudget(requests, time) : null;
        Tokens = limits.TokensPerMinute is { } tokens ? new MinuteBudget(tokens, time) : null;
    }

    /// <summary>The limits in force.</summary>
    public KeyLimits Limits { get; }

    /// <summary>Requests per minute; null = no limit.</summary>
    public MinuteBudget? Requests { get; }

    /// <summary>Tokens per minute; null = no limit.</summary>
    public MinuteBudget? Tokens { get; }

    /// <summary>Requests in progress.</summary>
    public long Active => Interlocked.Read(ref _active);

    /// <summary>Lets a request in, or says why not. What is let in must <see cref="Leave"/>.</summary>
    public KeyRefusal? Enter()
    {
        var refusal = Refuse();
        if (refusal is null) Interlocked.Increment(ref _requests);
        else Interlocked.Increment(ref _refused);
        return refusal;
    }

    /// <summary>A request is over.</summary>
    public void Leave() => Interlocked.Decrement(ref _active);

    /// <summary>Tokens of a generation that ended.</summary>
    public void Count(int promptTokens, int cachedTokens, int outputTokens)
    {
        Interlocked.Add(ref _prompt, promptTokens);
        Interlocked.Add(ref _cached, cachedTokens);
        Interlocked.Add(ref _output, outputTokens);
        Tokens?.Charge(promptTokens - cachedTokens + outputTokens);
    }

    /// <summary>Takes what was counted since the last call.</summary>
    public KeyUsage Drain() => new()
    {
        Requests = Interlocked.Exchange(ref _requests, 0), Refused = Interlocked.Exchange(ref _refused, 0), PromptTokens = Interlocked.Exchange(ref _prompt, 0),
        CachedTokens = Interlocked.Exchange(ref _cached, 0), OutputTokens = Interlocked.Exchange(ref _output, 0),
    };

    /// <summary>Puts back what could not be kept.</summary>
    public void Restore(KeyUsage usage)
    {
        Interlocked.Add(ref _requests, usage.Requests);
        Interlocked.Add(ref _refused, usage.Refused);
        Interlocked.Add(ref _prompt, usage.PromptTokens);
        Interlocked.Add(ref _cached, usage.CachedTokens);
        Interlocked.Add(ref _output, usage.OutputTokens);
    }

    private KeyRefusal? Refuse()
    {
        if (Interlocked.Increment(ref _active) > Limits.Concurrent)
        {
            Interlocked.Decrement(ref _active);
            return new KeyRefusal($"This key may have {Limits.Concurrent} requests in progress at once; wait for one to end.", s_busyWait);
        }

        if (Tokens?.TryTake(1) is { } untilTokens)
        {
            Interlocked.Decrement(ref _active);
            return new KeyRefusal($"This key's rate limit of {Limits.TokensPerMinute} tokens per minute is reached.", untilTokens);
        }

        // That one was only to see whether there is any: the request is charged when its tokens are known.
        Tokens?.Charge(-1);
        if (Requests?.TryTake(1) is { } untilRequests)
        {
            Interlocked.Decrement(ref _active);
            return new KeyRefusal($"This key's rate limit of {Limits.RequestsPerMinute} requests per minute is reached.", untilRequests);
        }

        return null;
    }
}
