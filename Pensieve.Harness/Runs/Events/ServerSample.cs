namespace Pensieve.Harness.Runs.Events;

/// <summary>What a Pensieve target said about itself, on the run's time axis. A field is null where it does not say.</summary>
/// <param name="State">State of the engine: "Ready", "Degraded" …</param>
/// <param name="Busy">Slots at work.</param>
/// <param name="Slots">Slots there are.</param>
/// <param name="Queued">Requests that wait.</param>
/// <param name="KvUsed">KV cells of running sequences.</param>
/// <param name="KvCached">KV cells kept for prompts to come.</param>
/// <param name="KvTotal">KV cells there are.</param>
/// <param name="AppBytes">Resident bytes of the app process.</param>
/// <param name="WorkerBytes">Resident bytes of all worker processes.</param>
/// <param name="AppCpu">Share of one core, 1 = one core.</param>
/// <param name="WorkerCpu">Share of one core, of all workers.</param>
/// <param name="ProbeMs">How long this answer took.</param>
public sealed record ServerSample(
    string State,
    int Busy,
    int Slots,
    int Queued,
    long? KvUsed,
    long? KvCached,
    long? KvTotal,
    long? AppBytes,
    long? WorkerBytes,
    double? AppCpu,
    double? WorkerCpu,
    double ProbeMs) : RunEvent;
