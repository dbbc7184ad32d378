using System.Collections.Concurrent;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Engine.Worker;

// Embeddings: admitted, counted and recorded like generations.
internal sealed partial class ModelHost
{
    private readonly ConcurrentDictionary<int, EmbeddingCall> _embeddings = new();

    /// <inheritdoc/>
    public async Task<EmbeddingOutcome> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        if (Enter() is { } refusal) return new EmbeddingOutcome([], Refuse(request.Id, refusal));

        var submitted = EngineClock.NowNs;
        _counters.Accepted();
        var outcome = default(EmbeddingOutcome);
        try
        {
            outcome = await RunAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Record(request, outcome, submitted);
        }

        return outcome;
    }

    private async Task<EmbeddingOutcome> RunAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _nextCall);
        var call = _embeddings[id] = new EmbeddingCall(request.Inputs.Length);
        try
        {
            var sent = _connection is { } connection && connection.Channel.Send(
                FrameWriter.OfThread(FrameKind.Embed).Int32(id).Json(request, WireJson.Default.EmbeddingRequest).Frame);
            if (!sent) return new EmbeddingOutcome([], EngineLost().Failure);
            return await call.Outcome.WaitAsync(request.Deadline ?? Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            SendCancelEmbedding(id);
            return new EmbeddingOutcome([], new EngineFailure(FailureKind.DeadlineExceeded, "The request's deadline passed before it was finished."));
        }
        catch (OperationCanceledException)
        {
            SendCancelEmbedding(id);
            throw;
        }
        finally
        {
            _embeddings.TryRemove(id, out _);
        }
    }

    private void SendCancelEmbedding(int call) => ThreadPool.UnsafeQueueUserWorkItem(
        _ => _connection?.Channel.Send(FrameWriter.OfThread(FrameKind.CancelEmbed).Int32(call).Frame), null);

    private void HandleEmbedding(ref FrameReader reader)
    {
        // Of a call that was given up, what still comes is dropped.
        if (!_embeddings.TryGetValue(reader.Int32(), out var call)) return;
        if (reader.Kind == FrameKind.Embedding) call.Take(reader.Int32(), reader.Int32(), reader.Bytes());
        else call.End(reader.Byte() == 0 ? null : reader.Json(WireJson.Default.EngineFailure));
    }

    private void EndEmbeddings(EngineFailure failure)
    {
        foreach (var call in _embeddings.Values) call.End(failure);
    }

    private void Record(EmbeddingRequest request, EmbeddingOutcome outcome, long submitted)
    {
        var tokens = outcome.Embeddings.IsDefaultOrEmpty ? 0 : outcome.Embeddings.Sum(e => e.Tokens);
        var reason = outcome.Failure is not null ? FinishReason.Failed : outcome.Embeddings.IsDefault ? FinishReason.Cancelled : FinishReason.EndOfTurn;
        var phases = new RequestPhases { Received = request.ReceivedNs > 0 ? request.ReceivedNs : submitted, Submitted = submitted, Ended = EngineClock.NowNs };
        var result = new GenerationResult { Reason = reason, Failure = outcome.Failure, Usage = new TokenUsage(tokens, 0, 0), Phases = phases };
        var record = new RequestRecord(request.Id, Id, request.Source, Streaming: false, _time.GetUtcNow(), result);
        _counters.Ended(result);
        _recent.Add(record);
        _meters.RecordEnd(record);
        _logger.RequestEnded(request.Id, request.Source, Id, reason, tokens, 0, record.TotalMs);
        _admission.Leave();
        _changed();
    }
}
