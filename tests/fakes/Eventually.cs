namespace Pensieve.Tests.Fakes;

/// <summary>Waits for conditions of other processes, which cannot be awaited otherwise.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns when the condition holds; fails with what was waited for after <paramref name="limit"/>.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan limit, Func<string> what)
    {
        using var timer = new PeriodicTimer(s_interval);
        using var cancellation = new CancellationTokenSource(limit);
        try
        {
            while (!await condition()) await timer.WaitForNextTickAsync(cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s for {what()}");
        }
    }

    /// <summary>The same for a condition that is known at once.</summary>
    public static Task TrueAsync(Func<bool> condition, TimeSpan limit, string what) =>
        TrueAsync(() => Task.FromResult(condition()), limit, () => what);
}
