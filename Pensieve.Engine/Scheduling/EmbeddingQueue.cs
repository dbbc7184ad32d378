using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Pensieve.Engine.Models;
using Pensieve.Engine.Native;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Scheduling;

/// <summary>
/// Embeds inputs in steps of their own, several inputs to a step, each step within the time that prompts may take. Jobs take
/// turns, so that many inputs of one do not hold up one input of another. Used by the decode loop, on its thread; only
/// <see cref="Post"/> may be called from any.
/// </summary>
internal sealed class EmbeddingQueue(IEmbeddingSink sink) : IDisposable
{
    private readonly ConcurrentQueue<(EmbeddingJob Job, IEmbedder Embedder)> _inbox = new();
    private readonly List<EmbeddingJob> _jobs = [];
    private readonly List<Item> _active = [];
    private readonly Stack<int> _sequences = new();
    private IEmbedder? _embedder;
    private DecodeBatch? _batch;
    private BatchPlanner? _planner;
    private int _turn;
    private int _cells;

    /// <summary>There is something to do.</summary>
    public bool HasWork => _jobs.Count > 0 || !_inbox.IsEmpty;

    /// <summary>Hands over a job; a loop has one embedder.</summary>
    public void Post(EmbeddingJob job, IEmbedder embedder) => _inbox.Enqueue((job, embedder));

    /// <summary>Composes the next step.</summary>
    /// <param name="decoding">Sequences that decode in between.</param>
    /// <returns>Null = nothing is to be done.</returns>
    public DecodeBatch? Compose(int decoding)
    {
        TakeArrivals();
        DropCancelled();
        if (_jobs.Count == 0) return null;
        Begin();
        _batch!.Clear();
        var budget = _planner!.PrefillBudget(decoding > 0 ? 1 : 0);
        foreach (var item in _active)
        {
            item.InStep = Math.Min(item.Tokens.Count - item.Position, Math.Min(budget, _batch.Free));
            item.FirstIndex = _batch.Count;
            budget -= item.InStep;
            for (var i = 0; i < item.InStep; i++)
                _batch.Add(item.Tokens[item.Position + i], item.Position + i, item.Sequence, IsWanted(item, item.Position + i));
        }

        return _batch;
    }

    /// <summary>Runs the step that was composed last.</summary>
    public DecodeStatus Decode() => _embedder!.Decode(_batch!);

    /// <summary>Takes what the step yielded.</summary>
    public void Complete(DecodeStatus status, long stepNs)
    {
        if (status != DecodeStatus.Ok)
        {
            FailAll();
            return;
        }

        _planner!.Observe(stepNs, _batch!.Count, 0);
        for (var i = _active.Count - 1; i >= 0; i--)
        {
            var item = _active[i];
            Pool(item);
            item.Position += item.InStep;
            if (item.Position == item.Tokens.Count) Finish(i);
        }

        foreach (var job in _jobs.FindAll(j => j.Done == j.Inputs.Count)) End(job, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _batch?.Dispose();

    private void TakeArrivals()
    {
        while (_inbox.TryDequeue(out var arrival))
        {
            _jobs.Add(arrival.Job);
            if (_embedder is not null) continue;
            _embedder = arrival.Embedder;
            var capacity = Math.Min(_embedder.Cells, NativeEmbedder.BatchSize);
            (_batch, _planner) = (new DecodeBatch(capacity), new BatchPlanner(capacity));
            for (var id = _embedder.MaxSequences - 1; id >= 0; id--) _sequences.Push(id);
        }
    }

    private void DropCancelled()
    {
        foreach (var job in _jobs.FindAll(j => j.Cancelled)) End(job, null);
    }

    // Each job's next input in turn, as long as sequences and cells last.
    private void Begin()
    {
        for (var idle = 0; idle < _jobs.Count && _sequences.Count > 0; _turn++)
        {
            var job = _jobs[_turn % _jobs.Count];
            if (job.Begun == job.Inputs.Count || job.Inputs[job.Begun].Count > _embedder!.Cells - _cells)
            {
                idle++;
                continue;
            }

            idle = 0;
            var tokens = job.Inputs[job.Begun];
            _active.Add(new Item(job, job.Begun++, tokens, _sequences.Pop(), new float[_embedder.Info.Size]));
            _cells += tokens.Count;
        }
    }

    private bool IsWanted(Item item, int position) => _embedder!.Info.Pooling switch
    {
        Pooling.Cls => position == 0,
        Pooling.Last => position == item.Tokens.Count - 1,
        _ => true,
    };

    private void Pool(Item item)
    {
        for (var i = 0; i < item.InStep; i++)
            if (IsWanted(item, item.Position + i)) TensorPrimitives.Add(item.Sum, _embedder!.HiddenState(item.FirstIndex + i), item.Sum);
    }

    private void Finish(int index)
    {
        var item = _active[index];
        // The mean's divisor drops out: what counts is the direction.
        var norm = TensorPrimitives.Norm<float>(item.Sum);
        if (norm > 0 && float.IsFinite(norm)) TensorPrimitives.Divide(item.Sum, norm, item.Sum);
        Release(index);
        item.Job.Done++;
        sink.Embedded(item.Job, item.Input, item.Sum, item.Tokens.Count);
    }

    private void End(EmbeddingJob job, EngineFailure? failure)
    {
        for (var i = _active.Count - 1; i >= 0; i--)
            if (_active[i].Job == job) Release(i);
        _jobs.Remove(job);
        sink.EndEmbedding(job, failure);
    }

    private void FailAll()
    {
        var failure = new EngineFailure(FailureKind.DecodeFailed, "The engine could not embed these inputs.");
        foreach (var job in _active.Select(a => a.Job).Distinct().ToList()) End(job, failure);
    }

    private void Release(int index)
    {
        var item = _active[index];
        _active.RemoveAt(index);
        _embedder!.Clear(item.Sequence);
        _sequences.Push(item.Sequence);
        _cells -= item.Tokens.Count;
    }

    private sealed class Item(EmbeddingJob job, int input, List<int> tokens, int sequence, float[] sum)
    {
        public EmbeddingJob Job => job;

        public int Input => input;

        public List<int> Tokens => tokens;

        public int Sequence => sequence;

        public float[] Sum => sum;

        public int Position { get; set; }

        public int InStep { get; set; }

        public int FirstIndex { get; set; }
    }
}
