using Pensieve.Engine;

namespace Pensieve.Console.Live;

/// <summary>Counter growth per second between two looks at the engine.</summary>
public readonly record struct EngineRates(double Prefill, double Cached, double Decode, double Completed, double Failed, double Cancelled, double Refused, double WorkerCores)
{
    /// <summary>Not measured.</summary>
    public static EngineRates Unknown { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
}

/// <summary>
/// Turns the engine's growing counters into rates. A model counts only when it was there at both looks, so that a load or
/// an unload makes no spike. Not thread-safe; the sampler owns it.
/// </summary>
public sealed class CounterRates
{
    private Dictionary<string, ModelSnapshot> _previous = [];

    /// <summary>Rates since the last call; unknown when <paramref name="seconds"/> is no valid interval or no model spans it.</summary>
    public EngineRates Advance(EngineSnapshot snapshot, double seconds)
    {
        var previous = _previous;
        _previous = new Dictionary<string, ModelSnapshot>(snapshot.Models.Count);
        double prefill = 0, cached = 0, decode = 0, completed = 0, failed = 0, cancelled = 0, refused = 0, cpu = 0;
        var counted = 0;
        foreach (var now in snapshot.Models)
        {
            _previous[now.Id] = now;
            if (!previous.TryGetValue(now.Id, out var then) || now.DecodedTokens < then.DecodedTokens || now.Ended < then.Ended) continue;
            counted++;
            prefill += now.PrefillTokens - then.PrefillTokens;
            cached += now.CachedTokens - then.CachedTokens;
            decode += now.DecodedTokens - then.DecodedTokens;
            failed += now.Failed - then.Failed;
            cancelled += now.Cancelled - then.Cancelled;
            refused += now.Refused - then.Refused;
            completed += now.Ended - then.Ended - (now.Failed - then.Failed) - (now.Cancelled - then.Cancelled);
            // A restarted worker begins again at zero CPU time.
            cpu += Math.Max(0, now.WorkerCpuMs - then.WorkerCpuMs) / 1000.0;
        }

        return counted == 0 || !(seconds > 0)
            ? EngineRates.Unknown
            : new EngineRates(prefill / seconds, cached / seconds, decode / seconds, completed / seconds, failed / seconds, cancelled / seconds, refused / seconds, cpu / seconds);
    }
}
