using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pensieve.Engine.Sampling;

/// <summary>
/// The k best of a vocabulary without sorting it: candidates above a rising threshold are gathered, and whenever the
/// buffer is full a partial selection cuts it to the best k and raises the threshold. After the first few thousand
/// logits nearly every vector falls to one comparison. Cost: one pass, plus k·log k for the order of the result.
/// </summary>
internal sealed class TopSelection
{
    // Room beside the k kept ones: large enough that cuts are rare, small enough that the threshold rises early.
    private const int MinSpare = 64;

    private ulong[] _keys = [];

    /// <summary>Allocates what <see cref="Best"/> needs for up to k candidates of a vocabulary.</summary>
    public void Reserve(int k, int vocabularySize)
    {
        var capacity = Capacity(k, vocabularySize);
        if (_keys.Length < capacity) _keys = new ulong[capacity];
    }

    /// <summary>
    /// Keys (<see cref="RankKey"/>) of the best k, best first; fewer where fewer logits are above negative infinity.
    /// Valid until the next call.
    /// </summary>
    [MethodImpl(LogitKernels.Optimized)]
    public ReadOnlySpan<ulong> Best(ReadOnlySpan<float> logits, int k)
    {
        k = Math.Min(k, logits.Length);
        if (k == 0) return [];
        Reserve(k, logits.Length);
        var gathered = new Gathering(_keys.AsSpan(0, Capacity(k, logits.Length)), k);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        var i = 0;
        for (; i <= vectors.Length - 4; i += 4)
        {
            var bound = new Vector<float>(gathered.Threshold);
            var any = Vector.GreaterThan(vectors[i], bound) | Vector.GreaterThan(vectors[i + 1], bound)
                | Vector.GreaterThan(vectors[i + 2], bound) | Vector.GreaterThan(vectors[i + 3], bound);
            if (any == Vector<int>.Zero) continue;
            for (var j = i; j < i + 4; j++)
                if (Vector.GreaterThanAny(vectors[j], bound)) gathered.Take(logits, j * Vector<float>.Count, Vector<float>.Count);
        }

        i *= Vector<float>.Count;
        gathered.Take(logits, i, logits.Length - i);
        return gathered.Finish();
    }

    private static int Capacity(int k, int vocabularySize) => (int)Math.Min(k + (long)Math.Max(k, MinSpare), vocabularySize + 1L);

    private ref struct Gathering(Span<ulong> keys, int k)
    {
        private readonly Span<ulong> _keys = keys;
        private int _count;

        /// <summary>Score of the k-th best so far; an equal one later in the vocabulary ranks behind it.</summary>
        public float Threshold { get; private set; } = float.NegativeInfinity;

        [MethodImpl(LogitKernels.Optimized)]
        public void Take(ReadOnlySpan<float> logits, int start, int length)
        {
            var chunk = logits.Slice(start, length);
            for (var i = 0; i < chunk.Length; i++)
            {
                if (!(chunk[i] > Threshold)) continue;
                _keys[_count++] = RankKey.Pack(chunk[i], start + i);
                if (_count == _keys.Length) Cut();
            }
        }

        public ReadOnlySpan<ulong> Finish()
        {
            if (_count > k) Cut();
            var best = _keys[.._count];
            best.Sort();
            best.Reverse();
            return best;
        }

        private void Cut()
        {
            if (_count <= k) return;
            PartialSelection.MoveBestToFront(_keys[.._count], k);
            _count = k;
            Threshold = RankKey.Score(_keys[k - 1]);
        }
    }
}
