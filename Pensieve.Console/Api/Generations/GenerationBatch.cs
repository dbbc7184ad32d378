using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Generations;

/// <summary>
/// The generations of one HTTP request: one, or one per choice. They are submitted together, cancelled together when the
/// client goes away, and the request is over only when the engine has ended every one of them.
/// </summary>
internal sealed class GenerationBatch : IAsyncDisposable
{
    private readonly List<Generation> _generations;
    private readonly bool[] _ended;
    private CancellationTokenRegistration _disconnect;

    private GenerationBatch(List<Generation> generations)
    {
        _generations = generations;
        _ended = new bool[generations.Count];
    }

    /// <summary>In the order of their choices.</summary>
    public IReadOnlyList<Generation> Generations => _generations;

    /// <summary>
    /// Submits all and waits until each prompt is known to fit. A failure of any ends the others; it comes before
    /// anything is written, so it can be an HTTP error.
    /// </summary>
    public static async Task<BatchOutcome> StartAsync(
        IModelSession model, IReadOnlyList<GenerationRequest> requests, CancellationToken disconnected)
    {
        var generations = new List<Generation>(requests.Count);
        EngineFailure? refusal = null;
        foreach (var request in requests)
        {
            var outcome = model.Submit(request);
            refusal = outcome.Failure;
            if (outcome.Generation is null) break;
            generations.Add(outcome.Generation);
        }

        var batch = new GenerationBatch(generations);
        if (refusal is not null)
        {
            await batch.DisposeAsync();
            return new BatchOutcome(null, new GenerationResult { Reason = FinishReason.Failed, Failure = refusal });
        }

        batch._disconnect = disconnected.UnsafeRegister(static batch => ((GenerationBatch)batch!).Cancel(), batch);
        return await batch.PromptedAsync() is { } early ? new BatchOutcome(null, early) : new BatchOutcome(batch, null);
    }

    /// <summary>The reader of a choice saw its end.</summary>
    public void MarkEnded(int choice) => _ended[choice] = true;

    /// <summary>Asks the engine to end all.</summary>
    public void Cancel()
    {
        foreach (var generation in _generations) generation.Cancel();
    }

    /// <summary>Makes every pending read return, so that a keep-alive can be written.</summary>
    public void Wake()
    {
        foreach (var generation in _generations) generation.Wake();
    }

    /// <summary>Cancels what still runs and waits for the engine's end of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disconnect.DisposeAsync();
        Cancel();
        for (var choice = 0; choice < _generations.Count; choice++)
            while (!_ended[choice]) _ended[choice] = await _generations[choice].NextAsync() == GenerationEvent.Ended;
    }

    private async Task<GenerationResult?> PromptedAsync()
    {
        for (var choice = 0; choice < _generations.Count; choice++)
        {
            if (await _generations[choice].NextAsync() != GenerationEvent.Ended) continue;
            MarkEnded(choice);
            var result = _generations[choice].Result;
            await DisposeAsync();
            return result;
        }

        return null;
    }
}

/// <summary>Running, or ended before it ran: exactly one is set.</summary>
internal readonly record struct BatchOutcome(GenerationBatch? Batch, GenerationResult? Early);
