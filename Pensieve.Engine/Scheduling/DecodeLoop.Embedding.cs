using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Scheduling;

// Embeddings: a step of theirs between two steps of the sequences.
internal sealed partial class DecodeLoop
{
    private readonly EmbeddingQueue? _embeddings;
    private bool _isEmbeddingsTurn;

    /// <summary>Hands over inputs to embed.</summary>
    public void Post(EmbeddingJob job, IEmbedder embedder)
    {
        (_embeddings ?? throw new InvalidOperationException("This loop has no sink for embeddings.")).Post(job, embedder);
        Poke();
    }

    /// <summary>
    /// Runs a step of embeddings if some wait. Streams wait for it as they wait for prompts; where prompts wait too, they and
    /// embeddings take turns, so that streams are held up no longer than by either alone.
    /// </summary>
    /// <returns>True if a step was run.</returns>
    private bool StepEmbeddings()
    {
        if (_embeddings is not { HasWork: true }) return _isEmbeddingsTurn = false;
        int decoding = 0, prefilling = 0;
        foreach (var sequence in _slots)
        {
            if (sequence?.Kv is null) continue;
            if (sequence.IsPrefilling) prefilling++;
            else decoding++;
        }

        _isEmbeddingsTurn = prefilling == 0 || !_isEmbeddingsTurn;
        if (!_isEmbeddingsTurn || _embeddings.Compose(decoding) is null) return _isEmbeddingsTurn = false;
        var began = EngineClock.NowNs;
        Volatile.Write(ref _stepStartedNs, began);
        var status = _embeddings.Decode();
        Volatile.Write(ref _stepStartedNs, 0);
        _steps++;
        _embeddings.Complete(status, EngineClock.NowNs - began);
        return true;
    }
}
