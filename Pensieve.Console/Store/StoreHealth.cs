namespace Pensieve.Console.Store;

/// <summary>How the database is.</summary>
public enum StoreState
{
    /// <summary>Not used yet.</summary>
    Unopened,

    /// <summary>The last operation was done.</summary>
    Ok,

    /// <summary>The last operation failed: serving goes on, history and settings are not kept.</summary>
    Degraded,
}

/// <summary>How the database is, for people and probes. Immutable.</summary>
/// <param name="Kind">Which database.</param>
/// <param name="Place">Where it is; no secrets.</param>
/// <param name="State">How it is.</param>
/// <param name="Reason">Why it is degraded; null = it is not.</param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="Failures">Operations that failed since the start.</param>
public sealed record StoreHealth(StoreKind Kind, string Place, StoreState State, StoreFailure? Reason, DateTimeOffset Since, long Failures);
