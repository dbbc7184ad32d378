namespace Pensieve.Console.Features.Overview;

/// <summary>From when on something is a finding.</summary>
/// <param name="LowMemory">Share of memory still available below which a warning is due.</param>
/// <param name="NoMemory">Share below which an alarm is due.</param>
/// <param name="LongWaitMs">Age of the oldest queued request, in milliseconds.</param>
/// <param name="StalledSeconds">Seconds without a token at busy slots.</param>
public sealed record VerdictLimits(double LowMemory, double NoMemory, long LongWaitMs, double StalledSeconds)
{
    /// <summary>Unless the settings say otherwise.</summary>
    public static VerdictLimits Default { get; } = new(Verdict.LowMemory, Verdict.NoMemory, Verdict.LongWaitMs, Verdict.StalledSeconds);
}

/// <summary>Where the limits come from. A singleton; asked with every frame.</summary>
public interface IVerdictLimits
{
    /// <summary>The limits now.</summary>
    VerdictLimits Current { get; }
}

/// <summary>Where a feature adds findings to the verdict and the alerts. A singleton; asked up to four times a second, so it must be cheap.</summary>
public interface IFindingSource
{
    /// <summary>Its findings now.</summary>
    IEnumerable<Finding> Find();
}
