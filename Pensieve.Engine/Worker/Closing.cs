using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Worker;

/// <summary>What requests are told when the server or their model goes.</summary>
internal static class Closing
{
    private const string Elsewhere = "GET /v1/models lists the models that are loaded: name one of them, or load this one again.";
    private static readonly TimeSpan s_comeAgain = TimeSpan.FromSeconds(5);

    /// <summary>To one that comes while the server finishes what it has.</summary>
    public static EngineFailure NoNewRequests { get; } = new(FailureKind.Draining, "The server is shutting down and takes no new requests.", RetryAfter: s_comeAgain);

    /// <summary>To one that the server could not finish in time.</summary>
    public static EngineFailure ShutDown { get; } = new(FailureKind.Draining, "The server was shut down before this request was finished.", RetryAfter: s_comeAgain);

    /// <summary>To one that comes while its model finishes what it has.</summary>
    public static EngineFailure Unloading(string model) =>
        new(FailureKind.ModelUnloaded, $"The model {model} is being unloaded and takes no new requests. {Elsewhere}");

    /// <summary>To one that its model could not finish in time.</summary>
    public static EngineFailure Unloaded(string model) =>
        new(FailureKind.ModelUnloaded, $"The model {model} was unloaded before this request was finished. {Elsewhere}");
}
