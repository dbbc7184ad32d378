using Pensieve.Console.Api.Errors;
using Pensieve.Console.Security;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Generations;

/// <summary>
/// Carries a batch's events to one event stream. Choices interleave as their tokens come. Status and headers wait until
/// a slot took a choice or a keep-alive is due, so that a failure in the queue is still an HTTP error.
/// </summary>
internal sealed class StreamPump(HttpContext context, ResponseConnection connection, GenerationBatch batch, IResponseShape shape)
{
    private readonly IStreamFrames?[] _frames = new IStreamFrames?[batch.Generations.Count];
    private ApiError? _failure;

    // One choice needs no lock: its own reads are sequential.
    private readonly SemaphoreSlim? _gate = batch.Generations.Count > 1 ? new SemaphoreSlim(1) : null;

    /// <summary>Writes until every choice ended; a lost reader or a failure cancels the others.</summary>
    public async Task RunAsync(TimeSpan keepAlive, TimeProvider time)
    {
        await using (time.CreateTimer(static pump => ((StreamPump)pump!).Tick(), this, keepAlive, keepAlive))
        {
            await (_gate is null ? PumpAsync(0) : Task.WhenAll(Enumerable.Range(0, _frames.Length).Select(PumpAsync)));
        }

        _gate?.Dispose();
        if (!connection.IsOpen || context.RequestAborted.IsCancellationRequested) return;
        if (_failure is null)
        {
            shape.WriteStreamEnd(connection.Output, batch.Generations);
        }
        else if (connection.HasStarted)
        {
            shape.WriteStreamError(connection.Output, _failure, RequestId.Of(context));
        }
        else
        {
            await ErrorEnvelope.WriteAsync(context, _failure, shape.Dialect);
            return;
        }

        await connection.FlushAsync();
    }

    private void Tick()
    {
        if (connection.Tick()) batch.Wake();
    }

    private async Task PumpAsync(int choice)
    {
        var generation = batch.Generations[choice];
        GenerationEvent next;
        do
        {
            next = await generation.NextAsync();
            if (next == GenerationEvent.Ended) batch.MarkEnded(choice);
            if (_gate is not null) await _gate.WaitAsync();
            try
            {
                // After a failure or a lost reader the rest is read only to see the engine's end.
                if (connection.IsOpen && _failure is null && Write(choice, generation, next) && !await connection.FlushAsync())
                    batch.Cancel();
            }
            finally
            {
                _gate?.Release();
            }
        }
        while (next != GenerationEvent.Ended);
    }

    /// <summary>Writes one event's frames; true = flush.</summary>
    private bool Write(int choice, Generation generation, GenerationEvent next)
    {
        switch (next)
        {
            case GenerationEvent.Started:
                Begin(choice, generation);
                return true;
            case GenerationEvent.Chunk:
                var frames = Begin(choice, generation);
                var isWritten = frames.WriteChunk(connection.Output, generation.Chunk);
                if (frames.IsDone) generation.Cancel();
                return isWritten;
            case GenerationEvent.Wake when connection.TakeKeepAlive():
                connection.StartStream();
                shape.WriteKeepAlive(connection.Output);
                return true;
            case GenerationEvent.Ended when !IsEndedEarly(choice, generation) && EngineErrors.OfResult(generation.Result, shape.Dialect, shape.PromptField) is { } error:
                _failure = error;
                batch.Cancel();
                return false;
            case GenerationEvent.Ended:
                Begin(choice, generation).WriteEnd(connection.Output, generation.Result);
                // A single choice's end leaves in one flush with the end of the stream.
                return _gate is not null;
            default:
                return false;
        }
    }

    private bool IsEndedEarly(int choice, Generation generation) =>
        generation.Result.Reason == FinishReason.Cancelled && _frames[choice]?.IsDone == true;

    private IStreamFrames Begin(int choice, Generation generation)
    {
        if (_frames[choice] is { } begun) return begun;
        connection.StartStream();
        var frames = shape.CreateFrames(choice);
        frames.WriteStart(connection.Output, generation);
        return _frames[choice] = frames;
    }
}
