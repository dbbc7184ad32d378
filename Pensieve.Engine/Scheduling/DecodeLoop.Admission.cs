using System.Runtime.InteropServices;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Scheduling;

// From queue to slot: first come, first served; reuse of prefixes; suspension when the KV cache runs out.
internal sealed partial class DecodeLoop
{
    /// <summary>A prompt waits for another one's prefill if that saves it at least this many tokens; see docs/constants.md.</summary>
    internal const int FollowThreshold = 32;

    private readonly Stack<(Sampler Sampler, TextAssembler Assembler)> _pool = new();

    private void Admit()
    {
        while (_active < _slots.Length && _queue.Count > 0 && TryStart(_queue[0])) _queue.RemoveAt(0);
    }

    private bool TryStart(SequenceRequest job)
    {
        var prompt = CollectionsMarshal.AsSpan(job.Tokens);
        var match = Match(job);
        var leader = FindLeader(job, match.Length);
        // Room for the whole prompt before it starts: a prompt that runs out half-way would only be suspended again.
        if (!_kv.EnsureFree(prompt.Length - Math.Max(match.Length, leader.Prefix), match.Source) && _active > 0) return false;

        var sequence = job.Suspended ?? Create(job);
        job.Suspended = null;
        sequence.Slot = Array.IndexOf(_slots, null);
        _slots[sequence.Slot] = sequence;
        _active++;
        if (sequence.StartOrder == 0) sequence.StartOrder = ++_starts;
        (sequence.Leader, sequence.LeaderPrefix) = leader;
        sequence.Tracer.Started(EngineClock.NowNs, follows: leader.Leader is not null);
        if (sequence.Leader is null) TakePrefix(sequence, match);
        return true;
    }

    private PrefixMatch Match(SequenceRequest job) => job.Request.CachePrompt
        ? _kv.FindPrefix(CollectionsMarshal.AsSpan(job.Tokens), job.Request.CacheScope, job.Tokens.Count - 1)
        : default;

    /// <summary>A running prefill that will soon hold more of this prompt than the cache does now.</summary>
    private (ActiveSequence? Leader, int Prefix) FindLeader(SequenceRequest job, int cached)
    {
        (ActiveSequence? Leader, int Prefix) best = (null, 0);
        if (!_decoder.CanSharePrefix || !job.Request.CachePrompt) return best;
        var least = cached + FollowThreshold;
        foreach (var other in _slots)
        {
            if (other is null || other.Leader is not null || !other.IsPrefilling || !other.Job.Request.CachePrompt) continue;
            if (other.Job.Request.CacheScope != job.Request.CacheScope) continue;
            var common = CollectionsMarshal.AsSpan(other.Job.Tokens).CommonPrefixLength(CollectionsMarshal.AsSpan(job.Tokens));
            common = Math.Min(common, job.Tokens.Count - 1);
            if (common >= least && common > best.Prefix) best = (other, common);
        }

        return best;
    }

    /// <summary>Lets followers go on whose leader has what they wait for, or is no longer on the way to it.</summary>
    private void ReleaseFollowers()
    {
        foreach (var sequence in _slots)
        {
            if (sequence?.Leader is not { } leader) continue;
            if (leader.Slot >= 0 && leader.IsPrefilling && leader.Kv is { } kv && kv.Length < sequence.LeaderPrefix) continue;
            sequence.Leader = null;
            sequence.Tracer.Followed(EngineClock.NowNs);
            TakePrefix(sequence, Match(sequence.Job));
        }
    }

    private void TakePrefix(ActiveSequence sequence, PrefixMatch match)
    {
        var matched = match.Source?.Length ?? 0;
        sequence.Kv = _kv.Begin(match, sequence.Job.Request.CacheScope)
            ?? throw new InvalidOperationException("A slot is free, but no native sequence is.");
        if (sequence.CachedTokens >= 0) return;
        sequence.CachedTokens = match.Length;
        sequence.Tracer.MatchedLength = matched;
        sequence.Job.Phases = sequence.Job.Phases with { SlotAssigned = EngineClock.NowNs };
        _sink.Started(sequence.Job, sequence.Slot, match.Length);
        _reported = true;
    }

    /// <summary>Frees cells for a step: first what is only retained, then the youngest running request goes back to the queue.</summary>
    /// <returns>False if one request alone fills the cache.</returns>
    private bool MakeRoom(int cells)
    {
        while (!_kv.EnsureFree(cells))
            if (!SuspendYoungest()) return false;
        return true;
    }

    /// <summary>
    /// A cell for each sequence that decodes. Counted anew after each suspension: one that shares nearly all its cells with
    /// the others frees less than it would have needed.
    /// </summary>
    private bool MakeRoomToDecode()
    {
        while (!_kv.EnsureFree(CountDecoding()))
            if (!SuspendYoungest()) return false;
        return true;
    }

    private int CountDecoding()
    {
        var decoding = 0;
        foreach (var sequence in _slots)
            if (sequence is { Kv: not null, IsPrefilling: false }) decoding++;
        return decoding;
    }

    /// <returns>False if there are not two to choose from.</returns>
    private bool SuspendYoungest()
    {
        ActiveSequence? youngest = null;
        var running = 0;
        foreach (var sequence in _slots)
        {
            if (sequence?.Kv is null) continue;
            running++;
            if (youngest is null || sequence.StartOrder > youngest.StartOrder) youngest = sequence;
        }

        if (running < 2) return false;
        Suspend(youngest!);
        return true;
    }

    private void Suspend(ActiveSequence sequence)
    {
        _kv.Release(sequence.Kv!);
        sequence.Kv = null;
        _slots[sequence.Slot] = null;
        sequence.Tracer.Suspended(EngineClock.NowNs, sequence.Slot);
        sequence.Slot = -1;
        _active--;
        sequence.Job.Suspended = sequence;
        _queue.Insert(0, sequence.Job);
    }

    private ActiveSequence Create(SequenceRequest job)
    {
        if (!_pool.TryPop(out var tools)) tools = (new Sampler(_vocabulary.Count), new TextAssembler());
        var seed = job.Request.Sampling.Seed ?? (ulong)Random.Shared.NextInt64();
        tools.Sampler.Reset(job.Request.Sampling, seed);
        tools.Sampler.Accept(CollectionsMarshal.AsSpan(job.Tokens));
        tools.Assembler.Reset(job.Request.StopSequences);
        return new ActiveSequence(job, tools.Sampler, tools.Assembler, seed);
    }

    private void ReturnToPool(ActiveSequence sequence) => _pool.Push((sequence.Sampler, sequence.Assembler));
}
