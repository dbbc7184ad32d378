namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>What a network fault leaves of an answer.</summary>
public enum NetworkOutcome
{
    /// <summary>All of it, only slower.</summary>
    Whole,

    /// <summary>Its connection breaks, and the client can tell.</summary>
    Broken,

    /// <summary>Nothing comes until the fault is lifted.</summary>
    Silent,
}
