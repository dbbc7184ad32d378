using System.Runtime.InteropServices;

namespace Pensieve.Engine.Native;

/// <summary>The tokens of one step, in native memory allocated once: each token belongs to exactly one sequence.</summary>
internal sealed unsafe class DecodeBatch : IDisposable
{
    private readonly int _capacity;
    private LlamaBatch _batch;
    private int* _sequenceStore;

    /// <summary>Room for <paramref name="capacity"/> tokens, ≥ 1.</summary>
    public DecodeBatch(int capacity)
    {
        _capacity = capacity;
        _batch.Tokens = Allocate<int>();
        _batch.Positions = Allocate<int>();
        _batch.SequenceCounts = Allocate<int>();
        _batch.Logits = Allocate<sbyte>();
        _batch.SequenceIds = (int**)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(int*));
        _sequenceStore = Allocate<int>();
        for (var i = 0; i < capacity; i++)
        {
            _batch.SequenceCounts[i] = 1;
            _batch.SequenceIds[i] = _sequenceStore + i;
        }
    }

    /// <summary>Tokens added since the last <see cref="Clear"/>.</summary>
    public int Count => _batch.TokenCount;

    /// <summary>Tokens that still fit.</summary>
    public int Free => _capacity - _batch.TokenCount;

    /// <summary>The native struct; valid until the next change.</summary>
    public LlamaBatch Native => _batch;

    /// <summary>Adds a token.</summary>
    /// <returns>Its index in the batch, by which its logits are read.</returns>
    public int Add(int token, int position, int sequence, bool wantLogits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_batch.TokenCount, _capacity);
        var i = _batch.TokenCount++;
        _batch.Tokens[i] = token;
        _batch.Positions[i] = position;
        _sequenceStore[i] = sequence;
        _batch.Logits[i] = wantLogits ? (sbyte)1 : (sbyte)0;
        return i;
    }

    /// <summary>Empties it.</summary>
    public void Clear() => _batch.TokenCount = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_batch.Tokens);
        NativeMemory.Free(_batch.Positions);
        NativeMemory.Free(_batch.SequenceCounts);
        NativeMemory.Free(_batch.SequenceIds);
        NativeMemory.Free(_batch.Logits);
        NativeMemory.Free(_sequenceStore);
        _batch = default;
        _sequenceStore = null;
    }

    private T* Allocate<T>() where T : unmanaged => (T*)NativeMemory.AllocZeroed((nuint)_capacity, (nuint)sizeof(T));
}
