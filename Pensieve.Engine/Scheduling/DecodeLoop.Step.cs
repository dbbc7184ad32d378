using Pensieve.Engine.Native;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Scheduling;

// One step: compose the batch, decode it, and find out who is to blame when that fails.
internal sealed partial class DecodeLoop
{
    private readonly List<ActiveSequence> _inBatch = [];
    private readonly List<ActiveSequence> _prefilling = [];
    private int _failedSteps;
    private int _sampledAlone;

    private bool Step(ref StepStats stats)
    {
        ReleaseFollowers();
        Compose(out var prefillTokens, out var decoding);
        if (_inBatch.Count == 0) return false;

        var began = EngineClock.NowNs;
        var decoded = DecodeBatchOrCulprits();
        var ended = EngineClock.NowNs;
        _steps++;
        _planner.Observe(ended - began, prefillTokens, decoding);
        stats = new StepStats(1, ended - began, 0, prefillTokens, 0, 0, 0, 0, 0);
        if (!decoded)
        {
            stats = stats with { DecodedTokens = _sampledAlone };
            return true;
        }

        Trace(began, ended, prefillTokens);
        var sampled = SampleAll(ended);
        stats = stats with { SampleNs = EngineClock.NowNs - ended, DecodedTokens = sampled };
        return true;
    }

    private void Trace(long began, long ended, int prefillTokens)
    {
        foreach (var sequence in _inBatch)
        {
            var tokens = sequence.Kv!.Length - sequence.LengthBeforeStep;
            if (tokens > 1 || sequence.OutputTokens == 0) sequence.Tracer.Prefilled(began, ended, tokens);
            else sequence.Tracer.Decoded(ended - began, _inBatch.Count - 1, mixed: prefillTokens > 0);
        }

        if (_prefilling.Count == 0 || _isEmbeddingsTurn) return;
        foreach (var sequence in _prefilling)
            if (!_inBatch.Contains(sequence)) sequence.Tracer.Held(ended - began);
    }

    private void Compose(out int prefillTokens, out int decoding)
    {
        _batch.Clear();
        _inBatch.Clear();
        _prefilling.Clear();
        EndFull();
        if (!MakeRoomToDecode()) throw new InvalidOperationException("A single request outgrew the KV cache.");

        decoding = 0;
        foreach (var sequence in _slots)
        {
            if (sequence?.Kv is null) continue;
            if (sequence.IsPrefilling) _prefilling.Add(sequence);
            else decoding += AddTokens(sequence, 1);
        }

        prefillTokens = 0;
        if (_prefilling.Count == 0) return;
        var now = EngineClock.NowNs;
        _prefilling.Sort((a, b) => Urgency(a, now).CompareTo(Urgency(b, now)));
        var budget = Math.Min(_planner.PrefillBudget(decoding), _batch.Free);
        foreach (var sequence in _prefilling)
        {
            var count = Math.Min(sequence.Remaining, budget - prefillTokens);
            if (count <= 0) break;
            _kv.EnsureFree(count);
            count = Math.Min(count, _kv.Free);
            prefillTokens += AddTokens(sequence, count);
        }

        // Every prompt stands before a full cache and nothing decodes: the youngest makes way for the oldest.
        if (_inBatch.Count == 0 && MakeRoom(1)) prefillTokens += AddTokens(_prefilling.Find(s => s.Kv is not null)!, 1);
    }

    private static double Urgency(ActiveSequence s, long now) => BatchPlanner.Order(s.Remaining, now - s.Job.Phases.Queued);

    /// <summary>Ends those whose context is full: their last token was delivered, and there is no position for it.</summary>
    private void EndFull()
    {
        var limit = Math.Min(_options.ContextPerSequence, _kv.Total);
        foreach (var sequence in _slots)
        {
            if (sequence?.Kv is null || sequence.Kv.Length < limit) continue;
            sequence.FlushText();
            sequence.Deliver(_sink, 0);
            End(sequence, FinishReason.ContextFull);
        }
    }

    private int AddTokens(ActiveSequence sequence, int count)
    {
        if (count <= 0) return 0;
        var kv = sequence.Kv!;
        sequence.LengthBeforeStep = kv.Length;
        var last = kv.Length + count - 1;
        var finishes = last == sequence.Job.Tokens.Count - 1;
        sequence.LogitsIndex = -1;
        for (var position = kv.Length; position <= last; position++)
        {
            var token = sequence.Job.Tokens[position];
            var index = _batch.Add(token, position, kv.Id, wantLogits: finishes && position == last);
            if (finishes && position == last) sequence.LogitsIndex = index;
            _kv.Append(kv, token);
        }

        _inBatch.Add(sequence);
        return count;
    }

    /// <summary>Decodes; after a failure, tries each sequence by itself, sampling included, so that only those fail that must.</summary>
    /// <returns>True if the joint batch was decoded and is to be sampled.</returns>
    private bool DecodeBatchOrCulprits()
    {
        if (DecodeTimed() == DecodeStatus.Ok)
        {
            _failedSteps = 0;
            return true;
        }

        var tried = _inBatch.ToArray();
        foreach (var sequence in tried) _kv.Truncate(sequence.Kv!, sequence.LengthBeforeStep);
        _inBatch.Clear();
        _sampledAlone = 0;
        var culprits = 0;
        foreach (var sequence in tried)
        {
            if (RetryAlone(sequence)) continue;
            culprits++;
            End(sequence, FinishReason.Failed, new EngineFailure(FailureKind.DecodeFailed, "The engine could not decode this request."));
        }

        if (culprits < tried.Length) _failedSteps = 0;
        else if (++_failedSteps >= 2) throw new EngineFaultException("The native decode failed for every sequence in two steps running.");
        return false;
    }

    private bool RetryAlone(ActiveSequence sequence)
    {
        _batch.Clear();
        var count = Math.Min(sequence.Remaining, _batch.Free);
        _kv.EnsureFree(count);
        if (_kv.Free < count) return false;
        AddTokens(sequence, count);
        _inBatch.Clear();
        if (DecodeTimed() != DecodeStatus.Ok) return false;
        if (sequence.LogitsIndex < 0) return true;
        _inBatch.Add(sequence);
        _sampledAlone += SampleAll(EngineClock.NowNs);
        _inBatch.Clear();
        return true;
    }

    private DecodeStatus DecodeTimed()
    {
        Volatile.Write(ref _stepStartedNs, EngineClock.NowNs);
        var status = _decoder.Decode(_batch);
        Volatile.Write(ref _stepStartedNs, 0);
        return status;
    }
}
