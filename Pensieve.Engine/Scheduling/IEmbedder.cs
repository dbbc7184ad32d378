using Pensieve.Engine.Models;
using Pensieve.Engine.Native;

namespace Pensieve.Engine.Scheduling;

/// <summary>What the loop needs of a native context that yields hidden states; a seam for tests. Called from one thread.</summary>
internal interface IEmbedder
{
    /// <summary>Sizes and pooling.</summary>
    EmbeddingInfo Info { get; }

    /// <summary>KV cells: tokens of all inputs under way.</summary>
    int Cells { get; }

    /// <summary>Inputs under way at once.</summary>
    int MaxSequences { get; }

    /// <summary>Runs one step.</summary>
    DecodeStatus Decode(DecodeBatch batch);

    /// <summary>The hidden state of a flagged token of the last step.</summary>
    ReadOnlySpan<float> HiddenState(int batchIndex);

    /// <summary>Frees a sequence's cells.</summary>
    void Clear(int sequence);
}
