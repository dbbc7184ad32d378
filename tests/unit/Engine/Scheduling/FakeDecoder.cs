using Pensieve.Engine.Native;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Tests.Unit.Engine.Scheduling;

/// <summary>
/// A decoder whose logits depend on exactly the tokens that its simulated KV cache holds for the sequence, so that any
/// mistake in positions, sharing or removal changes the text. It also counts cells as llama.cpp's unified cache does.
/// </summary>
internal sealed unsafe class FakeDecoder(int cells, int maxSequences, int vocabulary) : IDecoder
{
    private sealed class Cell
    {
        public int Token;
        public int Holders;
    }

    private readonly List<Cell>[] _sequences = [.. Enumerable.Range(0, maxSequences).Select(_ => new List<Cell>())];
    private readonly Dictionary<int, float[]> _logits = [];

    public int Cells => cells;

    public int MaxSequences => maxSequences;

    public bool CanSharePrefix { get; init; } = true;

    /// <summary>Token ids whose evaluation fails the whole step, as a poisoned sequence would.</summary>
    public HashSet<int> Poison { get; } = [];

    /// <summary>All steps fail while set.</summary>
    public bool Broken { get; set; }

    /// <summary>Tokens evaluated in all, and in each step.</summary>
    public int Evaluated { get; private set; }

    public List<int> StepSizes { get; } = [];

    public int UsedCells => _sequences.SelectMany(s => s).Distinct().Count();

    public DecodeStatus Decode(DecodeBatch batch)
    {
        var native = batch.Native;
        _logits.Clear();
        if (Broken) return (DecodeStatus)(-3);
        for (var i = 0; i < native.TokenCount; i++)
            if (Poison.Contains(native.Tokens[i])) return (DecodeStatus)(-3);
        if (UsedCells + native.TokenCount > cells) return DecodeStatus.NoKvSlot;

        StepSizes.Add(native.TokenCount);
        for (var i = 0; i < native.TokenCount; i++)
        {
            var sequence = _sequences[native.SequenceIds[i][0]];
            Assert.Equal(sequence.Count, native.Positions[i]);
            sequence.Add(new Cell { Token = native.Tokens[i], Holders = 1 });
            Evaluated++;
            if (native.Logits[i] != 0) _logits[i] = LogitsAfter(sequence.Select(c => c.Token), vocabulary);
        }

        return DecodeStatus.Ok;
    }

    public Span<float> Logits(int batchIndex) => _logits[batchIndex];

    public bool RemoveSequence(int sequence, int from)
    {
        var held = _sequences[sequence];
        if (from > 0 && !CanSharePrefix) return false;
        if (from < held.Count) held.RemoveRange(from, held.Count - from);
        return true;
    }

    public void ShareSequence(int source, int destination, int to)
    {
        Assert.True(CanSharePrefix);
        Assert.Empty(_sequences[destination]);
        _sequences[destination].AddRange(_sequences[source].Take(to));
    }

    /// <summary>Pseudo-random logits of a token history.</summary>
    public static float[] LogitsAfter(IEnumerable<int> history, int vocabulary)
    {
        var hash = 1469598103934665603UL;
        foreach (var token in history) hash = (hash ^ (ulong)(uint)token) * 1099511628211UL;
        var random = new Random((int)(hash ^ (hash >> 32)));
        var logits = new float[vocabulary];
        for (var i = 0; i < vocabulary; i++) logits[i] = (float)(random.NextDouble() * 10);
        return logits;
    }
}
