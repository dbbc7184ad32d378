namespace Pensieve.Console.Features.Overview;

/// <summary>One thing that was looked at, and what was found.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Severity">How it is.</param>
/// <param name="Word">In a word or two.</param>
/// <param name="Detail">The figure behind it, or the cause; null = nothing more.</param>
public sealed record HealthCheck(string Name, Severity Severity, string Word, string? Detail = null)
{
    /// <summary>Page of what is behind it, below the base; null = there is none.</summary>
    public string? Href { get; init; }
}

/// <summary>Where a feature adds checks of its own to the overview. A singleton; asked up to four times a second, so it must be cheap.</summary>
public interface IHealthSource
{
    /// <summary>Its checks now.</summary>
    IEnumerable<HealthCheck> Check();
}
