namespace Pensieve.Console.Cli.Doctor;

/// <summary>How a check ended.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The product runs without it, with less.</summary>
    Lacking,

    /// <summary>The product does not run.</summary>
    Broken,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="State">How it is.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Cost">What lacking it costs and how to get it; null = nothing lacks.</param>
internal sealed record Finding(FindingState State, string Name, string Detail, string? Cost = null);
