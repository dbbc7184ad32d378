using Pensieve.Engine.Native;

namespace Pensieve.Engine.Scheduling;

/// <summary>What the decode loop needs of a native context; a seam for tests. Called from one thread.</summary>
internal interface IDecoder
{
    /// <summary>KV cells of the unified cache.</summary>
    int Cells { get; }

    /// <summary>Sequence ids it knows: 0 to this, exclusive.</summary>
    int MaxSequences { get; }

    /// <summary>True if a prefix can be shared between sequences and cut at any token.</summary>
    bool CanSharePrefix { get; }

    /// <summary>Runs one step.</summary>
    DecodeStatus Decode(DecodeBatch batch);

    /// <summary>Logits after a flagged token of the last step; may be modified.</summary>
    Span<float> Logits(int batchIndex);

    /// <summary>Removes positions [from, end) of a sequence; false = this memory type cannot.</summary>
    bool RemoveSequence(int sequence, int from);

    /// <summary>Makes positions [0, to) of a sequence part of another, sharing cells.</summary>
    void ShareSequence(int source, int destination, int to);
}
