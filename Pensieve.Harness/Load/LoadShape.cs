namespace Pensieve.Harness.Load;

/// <summary>What decides when a request is sent.</summary>
public enum LoadShape
{
    /// <summary>A number of users, each sending its next request when the one before ended.</summary>
    Closed,

    /// <summary>A rate, evenly spaced, whatever the server does.</summary>
    Constant,

    /// <summary>A rate with exponential gaps, whatever the server does.</summary>
    Poisson,

    /// <summary>The times of a trace.</summary>
    Trace,
}
