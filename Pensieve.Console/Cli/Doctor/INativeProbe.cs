using Pensieve.Engine.Models;

namespace Pensieve.Console.Cli.Doctor;

/// <summary>Asks the native engine, in a process of its own, for its release and devices.</summary>
internal interface INativeProbe
{
    /// <summary>Loads the native libraries and lists what they see. Never throws for what they do: a crash is a failure.</summary>
    Task<NativeProbeOutcome> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What the native engine said.</summary>
/// <param name="Release">Release of llama.cpp it reports; null = unknown.</param>
/// <param name="Devices">Devices as ggml lists them.</param>
/// <param name="Failure">Why there is no answer; null = there is one.</param>
internal sealed record NativeProbeOutcome(string? Release, IReadOnlyList<DeviceInfo> Devices, string? Failure);
