using System.Collections.Concurrent;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Engine.Worker;

// Embeddings: the second context is made when the first request asks for it.
internal sealed partial class EngineWorker : IEmbeddingSink
{
    private readonly ConcurrentDictionary<int, EmbeddingJob?> _embeddings = new();
    private readonly Lock _embedderGate = new();
    private NativeEmbedder? _embedder;
    private NativeLoad? _load;

    /// <summary>On the loop's thread.</summary>
    public void Embedded(EmbeddingJob job, int input, ReadOnlySpan<float> vector, int tokens) =>
        channel.Send(Frame(FrameKind.Embedding).Int32(job.Call).Int32(input).Int32(tokens)
            .Bytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector)).Frame);

    /// <summary>On the loop's thread.</summary>
    public void EndEmbedding(EmbeddingJob job, EngineFailure? failure)
    {
        _embeddings.TryRemove(job.Call, out _);
        SendEmbedded(job.Call, failure);
    }

    private void Embed(int call, EmbeddingRequest request)
    {
        _embeddings[call] = null;
        ThreadPool.UnsafeQueueUserWorkItem(_ => EnqueueEmbedding(call, request), null);
    }

    private void CancelEmbedding(int call)
    {
        if (_embeddings.TryRemove(new KeyValuePair<int, EmbeddingJob?>(call, null))) return;
        if (!_embeddings.TryGetValue(call, out var job) || job is null) return;
        job.Cancelled = true;
        _loop!.Poke();
    }

    private void EnqueueEmbedding(int call, EmbeddingRequest request)
    {
        var failure = CreateEmbedder();
        var inputs = new List<List<int>>(request.Inputs.Length);
        for (var i = 0; i < request.Inputs.Length && failure is null && _embeddings.ContainsKey(call); i++)
        {
            inputs.Add(_tokenizer!.TokenizeWhole(request.Inputs[i]));
            failure = Check(inputs[i], i);
        }

        var job = new EmbeddingJob(call, inputs);
        if (failure is null && _embeddings.TryUpdate(call, job, null))
        {
            _loop!.Post(job, _embedder!);
            return;
        }

        _embeddings.TryRemove(call, out _);
        SendEmbedded(call, failure);
    }

    private EngineFailure? Check(List<int> tokens, int input)
    {
        var limit = _embedder!.Info.MaxTokens;
        if (tokens.Count == 0) return new EngineFailure(FailureKind.InvalidRequest, $"input.{input}: has no token.");
        if (tokens.Count > limit) return new EngineFailure(FailureKind.PromptTooLong, $"input.{input}: has {tokens.Count} tokens, and this model embeds at most {limit} at once. Split it.", tokens.Count, limit);
        var outside = tokens.FindIndex(token => (uint)token >= (uint)_model!.VocabularySize);
        return outside < 0 ? null : new EngineFailure(FailureKind.InvalidRequest, $"input.{input}.{outside}: must be a token id from 0 to {_model!.VocabularySize - 1}.");
    }

    private EngineFailure? CreateEmbedder()
    {
        lock (_embedderGate)
        {
            if (_embedder is not null) return null;
            if (_load?.Info?.Embedding is not { } info) return new EngineFailure(FailureKind.InvalidRequest, "model: this model is a reranker and has no embeddings.");
            _embedder = NativeEmbedder.Create(_model!, info, _load.Parameters);
            return _embedder is not null ? null : new EngineFailure(
                FailureKind.ModelNotReady, "There is not enough memory for the embedding context of this model. Load it with less context (--ctx).", RetryAfter: TimeSpan.FromSeconds(30));
        }
    }

    private void SendEmbedded(int call, EngineFailure? failure)
    {
        var frame = Frame(FrameKind.Embedded).Int32(call).Byte(failure is null ? (byte)0 : (byte)1);
        if (failure is not null) frame.Json(failure, WireJson.Default.EngineFailure);
        channel.Send(frame.Frame);
    }
}
