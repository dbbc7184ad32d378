using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Worker;

/// <summary>A request for embeddings in flight, on the app's side.</summary>
internal sealed class EmbeddingCall(int inputs)
{
    private readonly Embedding[] _embeddings = new Embedding[inputs];
    private readonly TaskCompletionSource<EmbeddingOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends once.</summary>
    public Task<EmbeddingOutcome> Outcome => _outcome.Task;

    /// <summary>An input is done.</summary>
    public void Take(int input, int tokens, ReadOnlySpan<byte> vector) =>
        _embeddings[input] = new Embedding(MemoryMarshal.Cast<byte, float>(vector).ToArray(), tokens);

    /// <summary>All are, or it failed.</summary>
    public void End(EngineFailure? failure) => _outcome.TrySetResult(failure is null
        ? new EmbeddingOutcome(ImmutableCollectionsMarshal.AsImmutableArray(_embeddings), null)
        : new EmbeddingOutcome([], failure));
}
