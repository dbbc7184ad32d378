using System.Text.Json.Serialization;

namespace Pensieve.Harness.Runs.Events;

/// <summary>A step in the life of an injected fault: a mark on every chart.</summary>
/// <param name="Fault">Its kind: "worker-kill", "worker-hang", "tcp-reset", "disk-full".</param>
/// <param name="Stage">Where it is.</param>
/// <param name="Detail">What was done or seen.</param>
/// <param name="AfterSeconds">Seconds since its injection; null for the injection itself.</param>
public sealed record FaultChanged(string Fault, FaultStage Stage, string? Detail = null, double? AfterSeconds = null) : RunEvent;

/// <summary>The life of a fault.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultStage>))]
public enum FaultStage
{
    /// <summary>It is done.</summary>
    [JsonStringEnumMemberName("injected")] Injected,

    /// <summary>The target says that it noticed.</summary>
    [JsonStringEnumMemberName("detected")] Detected,

    /// <summary>The harness took it away.</summary>
    [JsonStringEnumMemberName("lifted")] Lifted,

    /// <summary>The first request succeeded again.</summary>
    [JsonStringEnumMemberName("first_success")] FirstSuccess,

    /// <summary>Goodput is at 95 % of what it was before, for long enough.</summary>
    [JsonStringEnumMemberName("recovered")] Recovered,
}
