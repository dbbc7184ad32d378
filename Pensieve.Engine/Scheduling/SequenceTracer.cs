using System.Collections.Immutable;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Scheduling;

/// <summary>Collects a request's <see cref="RequestTrace"/> on the decode thread: a few additions per step, nothing allocated per token.</summary>
internal sealed class SequenceTracer
{
    private readonly List<PromptBatch> _batches = new(4);
    private readonly TokenGap[] _gaps = new TokenGap[RequestTrace.MaxGaps];
    private int _gapCount;
    private int _stepsPerBatch = 1;
    private long _heldNs;
    private int _decodeSteps;
    private long _decodePeers;
    private int _mixedSteps;
    private long _mixedNs;
    private int _suspensions;
    private long _suspendedNs;
    private long _suspendedAt;
    private int _suspendedSlot;
    private List<Suspension>? _setAside;
    private long _followedNs;
    private long _followingSince;

    /// <inheritdoc cref="RequestTrace.MatchedLength"/>
    public int MatchedLength { get; set; }

    /// <summary>A step evaluated so many of its prompt tokens.</summary>
    public void Prefilled(long began, long ended, int tokens)
    {
        if (_batches.Count > 0 && _batches[^1] is { } last && last.Steps < _stepsPerBatch)
        {
            _batches[^1] = new PromptBatch(last.BeganNs, ended, last.Tokens + tokens, last.Steps + 1);
            return;
        }

        if (_batches.Count == RequestTrace.MaxBatches) Halve();
        _batches.Add(new PromptBatch(began, ended, tokens, 1));
    }

    /// <summary>A step decoded its next token, beside so many other requests, with or without others' prompts.</summary>
    public void Decoded(long nanoseconds, int peers, bool mixed)
    {
        _decodeSteps++;
        _decodePeers += peers;
        if (!mixed) return;
        _mixedSteps++;
        _mixedNs += nanoseconds;
    }

    /// <summary>A step ran without it, although its prompt is unfinished.</summary>
    public void Held(long nanoseconds) => _heldNs += nanoseconds;

    /// <summary>A token came after one before it.</summary>
    public void Token(long previousNs, long nowNs)
    {
        var length = nowNs - previousNs;
        if (_gapCount == _gaps.Length && length <= _gaps[^1].LengthNs) return;
        var at = _gapCount < _gaps.Length ? _gapCount++ : _gaps.Length - 1;
        for (; at > 0 && _gaps[at - 1].LengthNs < length; at--) _gaps[at] = _gaps[at - 1];
        _gaps[at] = new TokenGap(previousNs, length);
    }

    /// <summary>It gave up its cells and this slot.</summary>
    public void Suspended(long now, int slot)
    {
        _suspensions++;
        (_suspendedAt, _suspendedSlot) = (now, slot);
    }

    /// <summary>It has a slot again, or for the first time.</summary>
    public void Started(long now, bool follows)
    {
        GoOn(now);
        _followingSince = follows ? now : 0;
    }

    /// <summary>What it waited for to share is there, or will not come.</summary>
    public void Followed(long now)
    {
        if (_followingSince > 0) _followedNs += now - _followingSince;
        _followingSince = 0;
    }

    /// <summary>The record of it all.</summary>
    public RequestTrace ToTrace(long now)
    {
        GoOn(now);
        return new RequestTrace
        {
            PromptBatches = [.. _batches],
            LongestGaps = ImmutableArray.Create(_gaps, 0, _gapCount),
            HeldNs = _heldNs,
            DecodeSteps = _decodeSteps,
            DecodePeers = _decodePeers,
            MixedSteps = _mixedSteps,
            MixedNs = _mixedNs,
            Suspensions = _suspensions,
            SuspendedNs = _suspendedNs,
            SetAside = _setAside is null ? [] : [.. _setAside],
            FollowedNs = _followedNs + (_followingSince > 0 ? now - _followingSince : 0),
            MatchedLength = MatchedLength,
        };
    }

    private void GoOn(long now)
    {
        if (_suspendedAt == 0) return;
        _suspendedNs += now - _suspendedAt;
        _setAside ??= [];
        if (_setAside.Count < RequestTrace.MaxSetAside) _setAside.Add(new Suspension(_suspendedAt, now - _suspendedAt, _suspendedSlot));
        _suspendedAt = 0;
    }

    private void Halve()
    {
        for (var i = 0; i < _batches.Count / 2; i++)
        {
            var (first, second) = (_batches[2 * i], _batches[2 * i + 1]);
            _batches[i] = new PromptBatch(first.BeganNs, second.EndedNs, first.Tokens + second.Tokens, first.Steps + second.Steps);
        }

        _batches.RemoveRange(_batches.Count / 2, _batches.Count - _batches.Count / 2);
        _stepsPerBatch *= 2;
    }
}
