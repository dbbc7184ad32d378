using System.Runtime.InteropServices;

namespace Pensieve.Engine.Scheduling;

/// <summary>A retained or running sequence that starts like a prompt, and how far.</summary>
internal readonly record struct PrefixMatch(KvSequence? Source, int Length);

/// <summary>
/// Exact books of the unified KV cache: which tokens each native sequence holds and which cells they share. The native
/// API tells neither, and both prefix reuse and honest "full" decisions need them. One thread.
/// </summary>
internal sealed class KvLedger
{
    private readonly IDecoder _decoder;
    private readonly KvSequence[] _sequences;
    private readonly int[] _holders;
    private readonly int[] _activeHolders;
    private readonly Stack<int> _freeCells;
    private long _clock;

    /// <summary>Books for an empty cache.</summary>
    public KvLedger(IDecoder decoder)
    {
        _decoder = decoder;
        _sequences = [.. Enumerable.Range(0, decoder.MaxSequences).Select(i => new KvSequence(i))];
        _holders = new int[decoder.Cells];
        _activeHolders = new int[decoder.Cells];
        _freeCells = new Stack<int>(Enumerable.Range(0, decoder.Cells));
    }

    /// <summary>Cells in all.</summary>
    public int Total => _holders.Length;

    /// <summary>Cells that hold nothing.</summary>
    public int Free => _freeCells.Count;

    /// <summary>Cells that a running request needs.</summary>
    public int Used { get; private set; }

    /// <summary>Cells held only for reuse.</summary>
    public int Retained => Total - Free - Used;

    /// <summary>The longest reusable prefix of a prompt, at most <paramref name="limit"/> tokens.</summary>
    public PrefixMatch FindPrefix(ReadOnlySpan<int> prompt, string scope, int limit)
    {
        var best = default(PrefixMatch);
        foreach (var sequence in _sequences)
        {
            if (sequence.Use == KvUse.Free || sequence.Length == 0 || sequence.Scope != scope) continue;
            var held = CollectionsMarshal.AsSpan(sequence.Tokens);
            var length = Math.Min(held.CommonPrefixLength(prompt), limit);
            // Without sharing, only a finished sequence that the prompt extends can go on, as a whole.
            if (!_decoder.CanSharePrefix && (sequence.Use != KvUse.Retained || length < sequence.Length)) continue;
            if (length > best.Length) best = new PrefixMatch(sequence, length);
        }

        return best;
    }

    /// <summary>A sequence for a request, holding the matched prefix; null = every sequence id is in active use.</summary>
    public KvSequence? Begin(PrefixMatch match, string scope)
    {
        if (match.Source is { } source) Touch(source);
        if (match is { Source.Use: KvUse.Retained } && (!_decoder.CanSharePrefix || match.Length == match.Source.Length))
            return Resume(match.Source);
        if (TakeFree(keep: match.Source) is not { } sequence) return null;
        sequence.Use = KvUse.Active;
        sequence.Scope = scope;
        Touch(sequence);
        if (match.Source is not null) Share(match.Source, sequence, match.Length);
        return sequence;
    }

    /// <summary>Books a token that is about to be decoded into a sequence; the caller made sure that a cell is free.</summary>
    public void Append(KvSequence sequence, int token)
    {
        var cell = _freeCells.Pop();
        _holders[cell] = 1;
        _activeHolders[cell] = 1;
        Used++;
        sequence.Tokens.Add(token);
        sequence.Cells.Add(cell);
    }

    /// <summary>Takes back the last positions of an active sequence, natively too; if the memory type cannot, all of them.</summary>
    public void Truncate(KvSequence sequence, int length)
    {
        if (sequence.Length <= length) return;
        if (!_decoder.RemoveSequence(sequence.Id, length))
        {
            _decoder.RemoveSequence(sequence.Id, 0);
            length = 0;
        }

        ReleaseCells(sequence, length);
    }

    /// <summary>Ends a request's use and keeps the KV for reuse; sequences that it makes redundant go.</summary>
    public void Retain(KvSequence sequence)
    {
        foreach (var cell in sequence.Cells) Deactivate(cell);
        sequence.Use = KvUse.Retained;
        Touch(sequence);
        var tokens = CollectionsMarshal.AsSpan(sequence.Tokens);
        foreach (var other in _sequences)
        {
            if (other == sequence || other.Use != KvUse.Retained || other.Scope != sequence.Scope || other.Length > sequence.Length) continue;
            if (tokens.StartsWith(CollectionsMarshal.AsSpan(other.Tokens))) Release(other);
        }

        if (sequence.Length == 0) Release(sequence);
    }

    /// <summary>Frees a sequence and every cell that no other sequence holds.</summary>
    public void Release(KvSequence sequence)
    {
        _decoder.RemoveSequence(sequence.Id, 0);
        ReleaseCells(sequence, 0);
        sequence.Use = KvUse.Free;
        sequence.Scope = "";
    }

    /// <summary>Makes room by forgetting retained sequences, least recently used first; true if now at least that many cells are free.</summary>
    public bool EnsureFree(int cells, KvSequence? keep = null)
    {
        while (Free < cells)
        {
            if (OldestRetained(keep) is not { } victim) return false;
            Release(victim);
        }

        return true;
    }

    private KvSequence? TakeFree(KvSequence? keep)
    {
        if (Array.Find(_sequences, s => s.Use == KvUse.Free) is { } free) return free;
        // The match itself goes only when nothing else can: its prefix would have to be evaluated again.
        if (OldestRetained(keep) is not { } victim) return null;
        Release(victim);
        return victim;
    }

    private KvSequence? OldestRetained(KvSequence? keep)
    {
        KvSequence? oldest = null;
        foreach (var s in _sequences)
            if (s.Use == KvUse.Retained && s != keep && (oldest is null || s.LastUse < oldest.LastUse)) oldest = s;
        return oldest;
    }

    private KvSequence Resume(KvSequence sequence)
    {
        sequence.Use = KvUse.Active;
        foreach (var cell in sequence.Cells) Activate(cell);
        return sequence;
    }

    private void Share(KvSequence source, KvSequence destination, int length)
    {
        _decoder.ShareSequence(source.Id, destination.Id, length);
        for (var i = 0; i < length; i++)
        {
            var cell = source.Cells[i];
            _holders[cell]++;
            Activate(cell);
            destination.Tokens.Add(source.Tokens[i]);
            destination.Cells.Add(cell);
        }
    }

    private void ReleaseCells(KvSequence sequence, int from)
    {
        for (var i = sequence.Length - 1; i >= from; i--)
        {
            var cell = sequence.Cells[i];
            if (sequence.Use == KvUse.Active) Deactivate(cell);
            if (--_holders[cell] == 0) _freeCells.Push(cell);
        }

        if (sequence.Length > from)
        {
            sequence.Tokens.RemoveRange(from, sequence.Length - from);
            sequence.Cells.RemoveRange(from, sequence.Cells.Count - from);
        }
    }

    private void Activate(int cell)
    {
        if (_activeHolders[cell]++ == 0) Used++;
    }

    private void Deactivate(int cell)
    {
        if (--_activeHolders[cell] == 0) Used--;
    }

    private void Touch(KvSequence sequence) => sequence.LastUse = ++_clock;
}
