namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>S2: correct under load. Every request carries its own oracle.</summary>
public static class StressSuite
{
    /// <summary>Its cases.</summary>
    public static IReadOnlyList<ICase> Cases { get; } =
    [
        new BaseMemory(),
        new Simultaneous(),
        new MixedOperations(),
        new ThousandMessages(),
        new Scalability(),
        new Connections(),
        new Canaries(),
        new Ramp(),
        new Spike(),
        new MixedLoad(),
        new DisconnectStorm(),
        new SlowReaders(),
        new Overload(),
        new Soak(),
    ];
}
