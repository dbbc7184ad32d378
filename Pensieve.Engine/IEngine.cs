using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine;

/// <summary>The engine as the app sees it: models, generations, state. Thread-safe.</summary>
public interface IEngine
{
    /// <summary>The engine now. Cheap: made from counters, no call to a worker.</summary>
    EngineSnapshot Snapshot();

    /// <summary>Loaded models, the default one first.</summary>
    IReadOnlyList<IModelSession> Models { get; }

    /// <summary>Finds a loaded model by its id.</summary>
    bool TryGetModel(string id, [NotNullWhen(true)] out IModelSession? model);

    /// <summary>Loads a model; completes when it is ready or failed. Progress shows in <see cref="Snapshot"/>.</summary>
    Task<LoadOutcome> LoadAsync(ModelLoadOptions options, CancellationToken cancellationToken);

    /// <summary>Unloads a model after its running requests have ended or the drain time has passed; false = not loaded.</summary>
    Task<bool> UnloadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Devices that the native engine sees; asked of a worker, so that no driver loads into this process.</summary>
    Task<IReadOnlyList<DeviceInfo>> GetDevicesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes no new requests from now on and completes when the running ones have ended. Cancelled, it ends them with a failure that
    /// says so, and throws.
    /// </summary>
    Task DrainAsync(CancellationToken cancellationToken);

    /// <summary>Requests that ended lately, newest first, at most <paramref name="count"/>.</summary>
    IReadOnlyList<RequestRecord> RecentRequests(int count);

    /// <summary>Raised after something in <see cref="Snapshot"/> or <see cref="RecentRequests"/> changed; handlers must only signal.</summary>
    event Action? Changed;
}

/// <summary>A loaded model. Stays valid across restarts of its worker.</summary>
public interface IModelSession
{
    /// <summary>The id clients use.</summary>
    string Id { get; }

    /// <summary>What the model is.</summary>
    ModelInfo Info { get; }

    /// <summary>Serving or not, and why.</summary>
    EngineState State { get; }

    /// <summary>
    /// Asks for a generation. Either it is accepted and will end in exactly one <see cref="GenerationResult"/>, or it is
    /// refused now. The prompt's length is checked in the worker: a prompt that is too long ends as a failure before
    /// <see cref="Generation.NextAsync"/> reports Prompted.
    /// </summary>
    SubmitOutcome Submit(GenerationRequest request);

    /// <summary>
    /// Turns texts into vectors, between the steps of running generations. Cancelling gives up what is not done yet.
    /// </summary>
    Task<EmbeddingOutcome> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken);

    /// <summary>Tokenizes a prompt exactly as <see cref="Submit"/> would, BOS included.</summary>
    Task<TokenizeOutcome> TokenizeAsync(Prompt prompt, CancellationToken cancellationToken);

    /// <summary>The bytes of tokens, special tokens spelled out.</summary>
    Task<DetokenizeOutcome> DetokenizeAsync(ImmutableArray<int> tokens, CancellationToken cancellationToken);
}

/// <summary>Accepted with a <see cref="Generation"/>, or refused with a <see cref="Failure"/>: exactly one is set.</summary>
public readonly record struct SubmitOutcome(Generation? Generation, EngineFailure? Failure);

/// <summary>Loaded with a <see cref="Model"/>, or a <see cref="Failure"/> that says what is wrong.</summary>
public readonly record struct LoadOutcome(IModelSession? Model, string? Failure);

/// <summary>Tokens, or a failure.</summary>
public readonly record struct TokenizeOutcome(ImmutableArray<int> Tokens, EngineFailure? Failure);

/// <summary>Bytes, or a failure.</summary>
public readonly record struct DetokenizeOutcome(ReadOnlyMemory<byte> Bytes, EngineFailure? Failure);
