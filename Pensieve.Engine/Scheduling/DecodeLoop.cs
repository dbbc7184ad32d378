using System.Collections.Concurrent;
using Pensieve.Engine.Native;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Scheduling;

/// <summary>Bounds of a decode loop.</summary>
/// <param name="Slots">Sequences decoded at once.</param>
/// <param name="BatchSize">Most tokens in one step, ≥ Slots.</param>
/// <param name="ContextPerSequence">Most tokens of one request, prompt and output.</param>
internal sealed record DecodeLoopOptions(int Slots, int BatchSize, int ContextPerSequence);

/// <summary>Every sequence failed in two steps running: the device or the context is gone, and only a new worker helps.</summary>
internal sealed class EngineFaultException(string message) : Exception(message);

/// <summary>
/// The one loop of a loaded model: takes requests, gives them slots, evaluates prompts and decodes all sequences in one
/// batch per step, samples, makes text, reports. One thread runs it; <see cref="Post"/> and <see cref="Poke"/> may be
/// called from any. Partial by subject: admission, step, sampling.
/// </summary>
internal sealed partial class DecodeLoop : IDisposable
{
    private readonly IDecoder _decoder;
    private readonly TokenTable _vocabulary;
    private readonly DecodeLoopOptions _options;
    private readonly IStepSink _sink;
    private readonly KvLedger _kv;
    private readonly BatchPlanner _planner;
    private readonly DecodeBatch _batch;
    private readonly ConcurrentQueue<SequenceRequest> _inbox = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly List<SequenceRequest> _queue = [];
    private readonly ConstrainedSampler _constrained;
    private readonly ActiveSequence?[] _slots;
    private int _active;
    private long _steps;
    private long _starts;
    private bool _reported;
    private volatile bool _stopping;
    private long _stepStartedNs;

    /// <summary>A loop over a decoder, reporting to a sink, and for embeddings to another (null = there are none).</summary>
    public DecodeLoop(IDecoder decoder, TokenTable vocabulary, DecodeLoopOptions options, IStepSink sink, IEmbeddingSink? embeddings = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, options.Slots);
        _decoder = decoder;
        _vocabulary = vocabulary;
        _options = options;
        _sink = sink;
        _embeddings = embeddings is null ? null : new EmbeddingQueue(embeddings);
        _constrained = new ConstrainedSampler(vocabulary.Count);
        _kv = new KvLedger(decoder);
        _planner = new BatchPlanner(options.BatchSize);
        _batch = new DecodeBatch(options.BatchSize);
        _slots = new ActiveSequence?[options.Slots];
    }

    /// <summary>The books of the KV cache.</summary>
    internal KvLedger Kv => _kv;

    /// <summary>Steps run; grows while the loop makes progress.</summary>
    public long Steps => Volatile.Read(ref _steps);

    /// <summary>When the native decode that runs now began, in EngineClock nanoseconds; 0 = none runs.</summary>
    public long StepStartedNs => Volatile.Read(ref _stepStartedNs);

    /// <summary>Hands over a request whose prompt is tokenized.</summary>
    public void Post(SequenceRequest request)
    {
        _inbox.Enqueue(request);
        Poke();
    }

    /// <summary>Makes an idle loop look at cancellations and deadlines.</summary>
    public void Poke()
    {
        try { _work.Set(); }
        catch (ObjectDisposedException) { } // the loop has ended: what comes late has nobody to wake
    }

    /// <summary>Makes <see cref="Run"/> return before its next step.</summary>
    public void Stop()
    {
        _stopping = true;
        Poke();
    }

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    /// <exception cref="EngineFaultException">The device or context is beyond recovery.</exception>
    public void Run()
    {
        while (!_stopping)
        {
            if (RunOnce() || _stopping) continue;
            _sink.Idle();
            _work.WaitOne(NextDeadlineDelay());
        }
    }

    /// <summary>Takes what arrived and runs at most one step.</summary>
    /// <returns>False if there is nothing to do until something arrives.</returns>
    internal bool RunOnce()
    {
        TakeArrivals();
        EndCancelledAndExpired();
        Admit();
        var stats = default(StepStats);
        var embedded = StepEmbeddings();
        var stepped = _active > 0 && Step(ref stats);
        var progressed = stepped || _reported;
        if (progressed) Report(stats);
        // An end without a step (a full context) may have made room for what waits.
        return stepped || embedded || _embeddings is { HasWork: true } || (progressed && (_active > 0 || _queue.Count > 0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batch.Dispose();
        _embeddings?.Dispose();
        _work.Dispose();
    }

    private void TakeArrivals()
    {
        while (_inbox.TryDequeue(out var job))
        {
            job.Phases = job.Phases with { Queued = EngineClock.NowNs };
            if (Validate(job) is { } failure)
            {
                EndUnstarted(job, FinishReason.Failed, failure);
                continue;
            }

            _queue.Add(job);
            _sink.Prompted(job);
            _reported = true;
        }
    }

    private EngineFailure? Validate(SequenceRequest job)
    {
        var limit = Math.Min(_options.ContextPerSequence, _kv.Total);
        if (job.Refusal is { } refusal) return refusal;
        if (job.PromptLength == 0)
            return new EngineFailure(FailureKind.InvalidRequest, "prompt: is empty; give at least one token.");
        if (job.PromptLength > limit)
            return new EngineFailure(FailureKind.PromptTooLong, $"prompt is too long: {job.PromptLength} tokens > {limit} maximum", job.PromptLength, limit);
        foreach (var token in job.Tokens)
            if ((uint)token >= (uint)_vocabulary.Count)
                return new EngineFailure(FailureKind.InvalidRequest, $"prompt: token id {token} is outside the vocabulary (0 to {_vocabulary.Count - 1}).");
        return null;
    }

    private void EndCancelledAndExpired()
    {
        var now = EngineClock.NowNs;
        foreach (var sequence in _slots)
        {
            if (sequence is null) continue;
            if (sequence.Job.Cancelled) End(sequence, FinishReason.Cancelled);
            else if (now > sequence.Job.DeadlineNs) End(sequence, FinishReason.Failed, DeadlineFailure());
        }

        for (var i = _queue.Count - 1; i >= 0; i--)
        {
            var job = _queue[i];
            if (!job.Cancelled && now <= job.DeadlineNs) continue;
            _queue.RemoveAt(i);
            if (job.Suspended is { } suspended) End(suspended, job.Cancelled ? FinishReason.Cancelled : FinishReason.Failed, job.Cancelled ? null : DeadlineFailure());
            else EndUnstarted(job, job.Cancelled ? FinishReason.Cancelled : FinishReason.Failed, job.Cancelled ? null : DeadlineFailure());
        }
    }

    private int NextDeadlineDelay()
    {
        var earliest = long.MaxValue;
        foreach (var job in _queue) earliest = Math.Min(earliest, job.DeadlineNs);
        return earliest == long.MaxValue ? Timeout.Infinite : (int)Math.Clamp((earliest - EngineClock.NowNs) / 1_000_000 + 1, 0, 60_000);
    }

    private void Report(in StepStats stats)
    {
        _reported = false;
        _sink.Flush(stats with
        {
            KvUsed = _kv.Used, KvRetained = _kv.Retained, Queued = _queue.Count,
            OldestQueuedNs = _queue.Count > 0 ? _queue[0].Phases.Queued : 0,
        });
    }

    /// <summary>Ends a request in a slot or suspended; its KV stays for reuse unless it failed.</summary>
    private void End(ActiveSequence sequence, FinishReason reason, EngineFailure? failure = null)
    {
        if (sequence.Kv is { } kv)
        {
            if (failure is null && sequence.Job.Request.CachePrompt) _kv.Retain(kv);
            else _kv.Release(kv);
            sequence.Kv = null;
        }

        if (sequence.Slot >= 0)
        {
            _slots[sequence.Slot] = null;
            _active--;
        }

        ReturnToPool(sequence);
        Report(sequence.Job, new GenerationResult
        {
            Reason = reason,
            StopSequence = reason == FinishReason.StopSequence ? sequence.Assembler.StopSequence : null,
            Failure = failure,
            Usage = new TokenUsage(sequence.Job.PromptLength, Math.Max(sequence.CachedTokens, 0), sequence.OutputTokens, sequence.Reasoning?.Tokens ?? 0),
            Seed = sequence.Seed,
            Slot = sequence.Slot,
            Trace = sequence.Tracer.ToTrace(EngineClock.NowNs),
        });
    }

    private void EndUnstarted(SequenceRequest job, FinishReason reason, EngineFailure? failure) =>
        Report(job, new GenerationResult { Reason = reason, Failure = failure, Usage = new TokenUsage(job.PromptLength, 0, 0) });

    private void Report(SequenceRequest job, GenerationResult result)
    {
        job.Phases = job.Phases with { Ended = EngineClock.NowNs };
        _sink.End(job, result with { Phases = job.Phases });
        _reported = true;
    }

    private static EngineFailure DeadlineFailure() => new(FailureKind.DeadlineExceeded, "The request's deadline passed before it was finished.");
}
