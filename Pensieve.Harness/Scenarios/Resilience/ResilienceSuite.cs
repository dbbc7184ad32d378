using Pensieve.Harness.Faults;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>S4: faults that are injected for real, under a steady load whose books must balance.</summary>
public static class ResilienceSuite
{
    /// <summary>Its cases.</summary>
    public static IReadOnlyList<ICase> Cases { get; } =
    [
        new WorkerFault("worker-kill", "Worker killed", "kill −9", Signals.Kill, 1, 2, smoke: true),
        new WorkerFault("worker-abort", "Worker aborts", "abort, as a failed native assertion", Signals.Abort, 1, 2),
        new WorkerFault("worker-hang", "Worker hangs", "SIGSTOP, as a native call that never returns", Signals.Stop, 4, 2),
        new NetworkCase("tcp-latency", "Slow network", new NetworkFault { LatencyMs = 40 }, NetworkOutcome.Whole),
        new NetworkCase("tcp-bandwidth", "Narrow network", new NetworkFault { BytesPerSecond = 6000 }, NetworkOutcome.Whole),
        new NetworkCase("tcp-slices", "Sliced frames", new NetworkFault { SliceBytes = 7 }, NetworkOutcome.Whole, smoke: true),
        new NetworkCase("tcp-reset", "Connections reset", new NetworkFault { ResetAfter = 1500 }, NetworkOutcome.Broken, smoke: true),
        new NetworkCase("tcp-half-close", "Connections half closed", new NetworkFault { HalfCloseAfter = 1500 }, NetworkOutcome.Broken),
        new NetworkCase("tcp-black-hole", "Cable pulled", new NetworkFault { BlackHole = true }, NetworkOutcome.Silent),
        new SlowHeaders(),
        new QueueOverload(),
        new ModelSwap(),
        new ConfigChange(),
        new DiskFull(),
        new Terminated(),
        new AppKilled(),
    ];
}
